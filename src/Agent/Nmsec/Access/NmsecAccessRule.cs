namespace MyIkev2.Agent.Nmsec;

/// <summary>One row of the access control list: who has a right to which resources. Nobody has a right without a row.</summary>
public sealed class NmsecAccessRule
{
    /// <summary>
    /// The resources, by name or pattern: <c>EZB.NETMGMT.sysname.tcpname.IPSEC.DISPLAY</c>, where tcpname is a stack
    /// (VRF) and <c>*</c> stands for any characters of one qualifier.
    /// </summary>
    public string Resource { get; set; } = string.Empty;

    /// <summary>Users, by name or number; <c>*</c> is everybody who can open the socket.</summary>
    public string[] Users { get; set; } = [];

    /// <summary>Groups, by name or number, primary or supplementary.</summary>
    public string[] Groups { get; set; } = [];
}
