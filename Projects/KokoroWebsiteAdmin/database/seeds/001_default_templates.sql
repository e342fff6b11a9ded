-- Migration: 002_default_templates.sql
-- Description: Four default task templates

-- Also what initData() runs, each time the service starts: a template whose name is taken stays as it is, with whatever
-- a user made of it. To be rid of one, disable it (is_active = false); a deleted one comes back.
WITH defaults (
    name, description, workflow_type, workflow_spec,
    announcement_duration, execution_duration, review_duration, reward_duration
) AS (VALUES
(
    'text_lora_new_default',
    'Default template for new text LoRA training',
    'text_lora_creation',
    '{
        "spec_version": 1,
        "mode": "new",
        "base_model": {"repository": "Qwen/Qwen2.5-7B-Instruct", "revision": "main"},
        "dataset": {
            "format": "jsonl", "template": "chatml", "min_samples": 500, "max_samples": 50000,
            "validation_share": 0.05, "deduplicate": true
        },
        "lora": {
            "rank": 16, "alpha": 32, "dropout": 0.05,
            "target_modules": ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
        },
        "training": {
            "epochs": 3, "batch_size": 4, "gradient_accumulation_steps": 8, "learning_rate": 0.0002,
            "scheduler": "cosine", "warmup_ratio": 0.03, "max_sequence_length": 2048, "precision": "bf16", "seed": 42
        },
        "evaluation": {"metrics": ["eval_loss", "perplexity"], "primary_metric": "eval_loss", "goal": "minimize"},
        "output": {"format": "safetensors", "max_size_mb": 500}
    }'::jsonb,
    1, 7, 2, 1
),
(
    'text_lora_incremental_default',
    'Default template for incremental text LoRA training',
    'text_lora_creation',
    '{
        "spec_version": 1,
        "mode": "incremental",
        "base_model": {"repository": "Qwen/Qwen2.5-7B-Instruct", "revision": "main"},
        "parent_adapter": {"required": true, "merge_before_training": false, "freeze_rank": true},
        "dataset": {
            "format": "jsonl", "template": "chatml", "min_samples": 100, "max_samples": 20000,
            "validation_share": 0.1, "deduplicate": true, "replay_share": 0.15
        },
        "lora": {
            "rank": 16, "alpha": 32, "dropout": 0.05,
            "target_modules": ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
        },
        "training": {
            "epochs": 1, "batch_size": 4, "gradient_accumulation_steps": 8, "learning_rate": 0.00005,
            "scheduler": "cosine", "warmup_ratio": 0.05, "max_sequence_length": 2048, "precision": "bf16", "seed": 42
        },
        "evaluation": {
            "metrics": ["eval_loss", "perplexity"], "primary_metric": "eval_loss", "goal": "minimize",
            "compare_with_parent": true, "max_regression": 0.02
        },
        "output": {"format": "safetensors", "max_size_mb": 500}
    }'::jsonb,
    0.5, 3, 1, 1
),
(
    'image_lora_new_default',
    'Default template for new image LoRA training',
    'image_lora_creation',
    '{
        "spec_version": 1,
        "mode": "new",
        "base_model": {"repository": "stabilityai/stable-diffusion-xl-base-1.0", "revision": "main"},
        "dataset": {
            "format": "image_caption_pairs", "min_images": 20, "max_images": 500, "resolution": 1024,
            "bucketing": true, "caption_extension": ".txt", "flip_augmentation": false
        },
        "lora": {"rank": 32, "alpha": 16, "dropout": 0.0, "train_text_encoder": false},
        "training": {
            "max_steps": 2000, "batch_size": 1, "gradient_accumulation_steps": 4, "learning_rate": 0.0001,
            "scheduler": "constant_with_warmup", "warmup_steps": 100, "optimizer": "adamw8bit", "min_snr_gamma": 5,
            "precision": "bf16", "seed": 42
        },
        "evaluation": {
            "metrics": ["clip_score", "dino_similarity"], "primary_metric": "clip_score", "goal": "maximize",
            "samples_per_prompt": 4, "sampler": "dpmpp_2m", "steps": 30, "guidance_scale": 7.0
        },
        "output": {"format": "safetensors", "max_size_mb": 400}
    }'::jsonb,
    1, 5, 2, 1
),
(
    'image_lora_incremental_default',
    'Default template for incremental image LoRA training',
    'image_lora_creation',
    '{
        "spec_version": 1,
        "mode": "incremental",
        "base_model": {"repository": "stabilityai/stable-diffusion-xl-base-1.0", "revision": "main"},
        "parent_adapter": {"required": true, "merge_before_training": false, "freeze_rank": true},
        "dataset": {
            "format": "image_caption_pairs", "min_images": 10, "max_images": 200, "resolution": 1024,
            "bucketing": true, "caption_extension": ".txt", "flip_augmentation": false, "replay_share": 0.2
        },
        "lora": {"rank": 32, "alpha": 16, "dropout": 0.0, "train_text_encoder": false},
        "training": {
            "max_steps": 800, "batch_size": 1, "gradient_accumulation_steps": 4, "learning_rate": 0.00003,
            "scheduler": "constant_with_warmup", "warmup_steps": 50, "optimizer": "adamw8bit", "min_snr_gamma": 5,
            "precision": "bf16", "seed": 42
        },
        "evaluation": {
            "metrics": ["clip_score", "dino_similarity"], "primary_metric": "clip_score", "goal": "maximize",
            "samples_per_prompt": 4, "sampler": "dpmpp_2m", "steps": 30, "guidance_scale": 7.0,
            "compare_with_parent": true, "max_regression": 0.02
        },
        "output": {"format": "safetensors", "max_size_mb": 400}
    }'::jsonb,
    0.5, 2, 1, 1
)
)
INSERT INTO task_templates (
    name, description, workflow_type, workflow_spec,
    announcement_duration, execution_duration, review_duration, reward_duration
)
SELECT
    name, description, workflow_type, workflow_spec,
    announcement_duration, execution_duration, review_duration, reward_duration
FROM defaults
-- ON CONFLICT alone would do, but use up four ids each time.
WHERE NOT EXISTS (SELECT FROM task_templates WHERE task_templates.name = defaults.name)
ON CONFLICT (name) DO NOTHING;

-- A template that a user changed or disabled is the user's: it stays.
-- ROLLBACK:
-- DELETE FROM task_templates
-- WHERE updated_at = created_at
--     AND name IN (
--         'text_lora_new_default', 'text_lora_incremental_default',
--         'image_lora_new_default', 'image_lora_incremental_default'
--     );
