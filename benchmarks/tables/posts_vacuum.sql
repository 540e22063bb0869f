vacuum (analyze) posts;
