using MyIkev2.NmsecProtocol.Fields;

namespace MyIkev2.NmsecProtocol.Records;

/// <summary>NMsecNSS: the network security service attributes of a stack.</summary>
public record struct NssSection
{
    /// <summary>Name under which the stack registers, or blanks.</summary>
    public FixedText24 ClientName;

    /// <summary>Name of the stack.</summary>
    public FixedText8 StackName;

    /// <summary>Registered user ID, or blanks.</summary>
    public FixedText8 UserId;

    /// <summary>System name of the server, or blanks.</summary>
    public FixedText8 ServerSystem;

    /// <summary>What is configured, selected and enabled.</summary>
    public NssFlags Flags;

    /// <summary>Address of the server; IPv4 in the first four bytes.</summary>
    public Ipv6Field ServerAddress;

    /// <summary>Port of the server.</summary>
    public ushort ServerPort;
}
