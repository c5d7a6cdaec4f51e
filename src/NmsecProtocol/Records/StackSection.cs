using MyIkev2.NmsecProtocol.Fields;

namespace MyIkev2.NmsecProtocol.Records;

/// <summary>NMsecStack: the attributes of a stack.</summary>
public record struct StackSection
{
    /// <summary>What is switched on.</summary>
    public StackFlags Flags;

    /// <summary>Name of the stack.</summary>
    public FixedText24 Name;

    /// <summary>NAT keepalive interval in seconds.</summary>
    public uint NatKeepAlive;

    /// <summary>Defensive filtering.</summary>
    public DefensiveMode DefensiveMode;
}
