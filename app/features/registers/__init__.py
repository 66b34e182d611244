"""What registers answered about certificates and legal entities: asked by a worker, or looked up by a person."""
