using MyIkev2.NmsecProtocol.Fields;

namespace MyIkev2.NmsecProtocol.Records;

/// <summary>NMsecClient: a connected client of the network security service.</summary>
public record struct NssClientSection
{
    /// <summary>Name of the client.</summary>
    public FixedText24 ClientName;

    /// <summary>Discipline.</summary>
    public NssDiscipline Discipline;

    /// <summary>User ID.</summary>
    public FixedText8 UserId;

    /// <summary>Address of the client; IPv4 in the first four bytes.</summary>
    public Ipv6Field Address;

    /// <summary>Port of the client.</summary>
    public ushort Port;

    /// <summary>Version of the interface that the client uses.</summary>
    public ushort ApiVersion;

    /// <summary>When the client connected, UNIX time.</summary>
    public uint ConnectTime;

    /// <summary>No bit is defined.</summary>
    public uint Flags;
}
