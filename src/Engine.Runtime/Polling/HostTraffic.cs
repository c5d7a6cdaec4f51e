namespace MyIkev2.Engine.Runtime.Polling;

/// <summary>Which way packets of the local host passed a shard in its last step. What is likely to come next depends on it.</summary>
[Flags]
internal enum HostTraffic
{
    /// <summary>None passed: IKE only, or echo requests of the engine's own.</summary>
    None = 0,

    /// <summary>The host sent into a tunnel, and may be waiting for the peer's answer.</summary>
    ToTunnel = 1,

    /// <summary>The host was given a packet, and may answer it.</summary>
    ToHost = 2,
}
