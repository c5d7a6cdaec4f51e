using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.AgentX;

/// <summary>What happened in a session.</summary>
public enum AgentXEventKind
{
    /// <summary>The master accepted the session.</summary>
    Opened,

    /// <summary>The master refused the session.</summary>
    OpenRefused,

    /// <summary>A sub-tree is registered.</summary>
    Registered,

    /// <summary>The master refused a sub-tree. It is asked for again with every ping.</summary>
    RegistrationRefused,

    /// <summary>The master refused a capability statement; nothing depends on one.</summary>
    CapabilityRefused,

    /// <summary>The master refused a notification.</summary>
    NotificationRefused,

    /// <summary>The master answered to everything that was asked at the start.</summary>
    Ready,

    /// <summary>The master closed the session.</summary>
    ClosedByMaster,

    /// <summary>The session was given up because of what the master did, or did not do.</summary>
    GivenUp,
}

/// <summary>Something that happened in a session, for logs and tests.</summary>
/// <param name="Kind">What.</param>
/// <param name="Name">The sub-tree or capability, if it is about one.</param>
/// <param name="Context">Its context.</param>
/// <param name="Status">What the master answered.</param>
/// <param name="Reason">Why the session ended, if it did.</param>
public readonly record struct AgentXEvent(
    AgentXEventKind Kind,
    ObjectIdentifier? Name = null,
    string Context = "",
    AgentXStatus Status = AgentXStatus.NoError,
    AgentXCloseReason Reason = AgentXCloseReason.Other);
