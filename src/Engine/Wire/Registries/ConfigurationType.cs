namespace MyIkev2.Engine.Wire;

/// <summary>Configuration payload types (RFC 7296 section 3.15).</summary>
public enum ConfigurationType : byte
{
    Request = 1,
    Reply = 2,
    Set = 3,
    Acknowledge = 4,
}
