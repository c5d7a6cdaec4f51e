namespace MyIkev2.Engine.Shard;

/// <summary>0-based number of a shard.</summary>
public readonly record struct ShardId(int Value)
{
    public override string ToString() => $"shard {Value}";
}
