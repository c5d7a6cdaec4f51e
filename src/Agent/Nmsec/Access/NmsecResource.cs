namespace MyIkev2.Agent.Nmsec;

/// <summary>What a resource guards: the fifth qualifier of its name.</summary>
internal enum NmsecResourceClass
{
    /// <summary>The requests about one stack, or about one client of the network security service.</summary>
    Ipsec,

    /// <summary>The requests about all stacks.</summary>
    Iked,

    /// <summary>The network security service itself.</summary>
    Nss,
}

/// <summary>What the holder of a right may do: the last qualifier of the resource's name.</summary>
internal enum NmsecAccess
{
    /// <summary>Read.</summary>
    Display,

    /// <summary>Change.</summary>
    Control,
}

/// <summary>
/// What a request needs the right to, named as the interface's SERVAUTH resources are:
/// <c>EZB.NETMGMT.sysname.tcpname.IPSEC.DISPLAY</c>.
/// </summary>
/// <param name="Object">The stack or client; null for the system itself, which then stands in its place.</param>
/// <param name="Class">What it guards.</param>
/// <param name="Access">What is to be done with it.</param>
internal readonly record struct NmsecResource(string? Object, NmsecResourceClass Class, NmsecAccess Access)
{
    /// <summary>The first two qualifiers of every resource.</summary>
    public const string Prefix = "EZB.NETMGMT";

    /// <summary>NMsec_GET_STACKINFO and NMsec_GET_IKENSINFO.</summary>
    public static NmsecResource AllStacks => new(null, NmsecResourceClass.Iked, NmsecAccess.Display);

    /// <summary>NMsec_GET_CLIENTINFO.</summary>
    public static NmsecResource ServiceClients => new(null, NmsecResourceClass.Nss, NmsecAccess.Display);

    /// <summary>The requests about one stack or one client.</summary>
    public static NmsecResource Stack(string name, NmsecAccess access) => new(name, NmsecResourceClass.Ipsec, access);

    /// <summary>The resource's full name on a system.</summary>
    public string NameOn(string system) => $"{Prefix}.{system}.{Object ?? system}.{Word(Class)}.{Word(Access)}";

    /// <summary>The qualifier of a class.</summary>
    public static string Word(NmsecResourceClass value) => value switch
    {
        NmsecResourceClass.Ipsec => "IPSEC",
        NmsecResourceClass.Iked => "IKED",
        _ => "NSS",
    };

    /// <summary>The qualifier of an access.</summary>
    public static string Word(NmsecAccess value) => value == NmsecAccess.Control ? "CONTROL" : "DISPLAY";
}
