namespace MyIkev2.Agent.Grpc.Access;

/// <summary>What a caller may do. Rights do not imply each other.</summary>
[Flags]
internal enum CallerRole
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>See tunnels, counters and the configuration without its secrets.</summary>
    Monitor = 1,

    /// <summary>Start, rekey and end tunnels, change the configuration.</summary>
    Operator = 2,

    /// <summary>See keys and preshared keys.</summary>
    Secrets = 4,

    /// <summary>All of them.</summary>
    All = Monitor | Operator | Secrets,
}
