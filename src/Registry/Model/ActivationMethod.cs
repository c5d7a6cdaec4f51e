namespace MyIkev2.Registry;

/// <summary>What made a tunnel come up. Values are stable. A rekey or reauthentication keeps the method of the first generation.</summary>
public enum ActivationMethod : byte
{
    /// <summary>Not known.</summary>
    Unknown = 0,

    /// <summary>An operator's command.</summary>
    UserCommand = 1,

    /// <summary>The peer asked for it.</summary>
    Remote = 2,

    /// <summary>A packet wanted it.</summary>
    OnDemand = 3,

    /// <summary>The service itself: start-action, or it came back after a loss.</summary>
    Automatic = 4,
}
