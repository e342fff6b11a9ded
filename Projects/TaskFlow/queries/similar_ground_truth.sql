-- What is most like a vector in the ground truth, as the similarity configuration says.
-- Parameters: :config, its id; :vector, such as '{0.1,0.2}'.
SELECT g.id, g.input, g.expected_output, found.similarity
FROM workflow_similarity_configs AS c
JOIN ground_truth_data AS g ON g.workflow_id = c.workflow_id AND g.embedding_config_id = c.embedding_config_id
CROSS JOIN LATERAL (SELECT vector_similarity(c.metric, g.embedding, :'vector'::real[]) AS similarity) AS found
WHERE c.id = :config AND c.is_active AND c.searches_ground_truth AND found.similarity >= c.min_similarity
ORDER BY found.similarity DESC, g.id
LIMIT (SELECT max_results FROM workflow_similarity_configs WHERE id = :config);
