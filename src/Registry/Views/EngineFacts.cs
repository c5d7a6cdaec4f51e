namespace MyIkev2.Registry;

/// <summary>What a view knows beside the shards' tunnels; replaced as a whole, so that a view's parts agree.</summary>
internal sealed record EngineFacts(
    EngineInfo Engine,
    IReadOnlyList<VpnConfiguration> Configuration,
    IReadOnlyList<StackInfo> Stacks,
    LifetimeTotals Baseline,
    IReadOnlyList<ListenerInfo> Listeners,
    DateTimeOffset? ConfigurationChangedAt)
{
    public IReadOnlyList<CertificateInfo> Certificates { get; init; } = [];

    /// <summary>Reads what is known of RADIUS servers; null where there are none.</summary>
    public Func<RadiusInfo?>? Radius { get; init; }
}
