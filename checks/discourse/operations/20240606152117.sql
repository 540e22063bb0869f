-- CopySummarySectionsToAiSummaries: with their numbers; the sequence stays behind, and a later ordinary migration sets it.
-- tried: discourse-ai of 2024-06

insert into ai_summaries (id, target_id, target_type, content_range, summarized_text, original_content_sha, algorithm, created_at, updated_at)
select id, target_id, target_type, content_range, summarized_text, original_content_sha, algorithm, created_at, updated_at
from summary_sections
where meta_section_id is null;
