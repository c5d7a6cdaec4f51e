namespace MyIkev2.Registry;

/// <summary>Where a test run is in its life. Values only grow during a run.</summary>
public enum TestRunState : byte
{
    /// <summary>Made, and not started.</summary>
    Defined = 0,

    /// <summary>Addresses and sockets are being prepared.</summary>
    Preparing = 1,

    /// <summary>Client: tunnels are being created.</summary>
    Creating = 2,

    /// <summary>Client: all tunnels have been tried. Gateway: it answers.</summary>
    Running = 3,

    /// <summary>Tunnels are being deleted, or the engine is being taken down.</summary>
    Stopping = 4,

    /// <summary>Over, with a result.</summary>
    Ended = 5,

    /// <summary>Could not start, or its engine broke down.</summary>
    Failed = 6,
}
