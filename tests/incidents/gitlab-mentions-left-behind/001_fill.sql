update vulnerability_user_mentions m set project_id = v.project_id
from vulnerabilities v where v.id = m.vulnerability_id and m.project_id is null;
