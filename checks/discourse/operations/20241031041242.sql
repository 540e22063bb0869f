-- MigrateSentimentClassificationResultFormat
-- tried: discourse-ai of 2024-10

-- nothing: other keys than these are not read
update classification_results set model_used = 'cardiffnlp/twitter-roberta-base-sentiment-latest',
  classification = jsonb_build_object('neutral', (classification ->> 'neutral')::float / 100,
    'negative', (classification ->> 'negative')::float / 100, 'positive', (classification ->> 'positive')::float / 100)
where model_used = 'sentiment';
update classification_results set model_used = 'j-hartmann/emotion-english-distilroberta-base',
  classification = jsonb_build_object('sadness', (classification ->> 'sadness')::float / 100,
    'surprise', (classification ->> 'surprise')::float / 100, 'fear', (classification ->> 'fear')::float / 100,
    'anger', (classification ->> 'anger')::float / 100, 'joy', (classification ->> 'joy')::float / 100,
    'disgust', (classification ->> 'disgust')::float / 100, 'neutral', (classification ->> 'neutral')::float / 100)
where model_used = 'emotion';
