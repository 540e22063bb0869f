-- MigrateVisionLlms
-- tried: no, nothing was planted for it

update llm_models set vision_enabled = true
where name in ('claude-3-sonnet', 'claude-3-opus', 'claude-3-haiku', 'gpt-4-vision-preview', 'gpt-4-turbo', 'gpt-4o',
  'gemini-1.5-pro', 'gemini-1.5-flash');
