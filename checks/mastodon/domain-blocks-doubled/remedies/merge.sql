update domain_blocks k
set reject_media = k.reject_media or g.reject_media, reject_reports = k.reject_reports or g.reject_reports, obfuscate = k.obfuscate or g.obfuscate,
    private_comment = nullif(concat_ws(E'\n', nullif(k.private_comment, ''), g.private_comment), ''),
    public_comment = nullif(concat_ws(E'\n', nullif(k.public_comment, ''), g.public_comment), '')
from (
  select f.kept_id, bool_or(b.reject_media) as reject_media, bool_or(b.reject_reports) as reject_reports, bool_or(b.obfuscate) as obfuscate,
         string_agg(nullif(b.private_comment, ''), E'\n' order by b.id) filter (where b.private_comment is distinct from o.private_comment) as private_comment,
         string_agg(nullif(b.public_comment, ''), E'\n' order by b.id) filter (where b.public_comment is distinct from o.public_comment) as public_comment
  from found f
  join domain_blocks b on b.id = f.id
  join domain_blocks o on o.id = f.kept_id
  group by f.kept_id
) g
where k.id = g.kept_id
  and (g.reject_media and not k.reject_media or g.reject_reports and not k.reject_reports or g.obfuscate and not k.obfuscate
       or g.private_comment is not null or g.public_comment is not null);

delete from domain_blocks b using found f where f.id = b.id;
