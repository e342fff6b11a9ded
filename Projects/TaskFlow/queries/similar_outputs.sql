-- What is most like a vector among the AI's outputs, as the similarity configuration says; rejected ones are left out.
-- Parameters: :config, its id; :vector, such as '{0.1,0.2}'.
SELECT o.id, o.request_id, o.content, found.similarity
FROM workflow_similarity_configs AS c
JOIN ai_outputs AS o ON o.embedding_config_id = c.embedding_config_id
CROSS JOIN LATERAL (SELECT vector_similarity(c.metric, o.embedding, :'vector'::real[]) AS similarity) AS found
WHERE c.id = :config AND c.is_active AND c.searches_outputs AND o.review_status <> 'rejected'
    AND found.similarity >= c.min_similarity
ORDER BY found.similarity DESC, o.id
LIMIT (SELECT max_results FROM workflow_similarity_configs WHERE id = :config);
