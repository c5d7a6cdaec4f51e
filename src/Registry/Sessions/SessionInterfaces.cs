namespace MyIkev2.Registry;

/// <summary>The logical interfaces that sessions name: a packet comes in by one and leaves by another.</summary>
public static class SessionInterfaces
{
    /// <summary>Whichever.</summary>
    public const int Any = 0;

    /// <summary>The local host, and what is behind it.</summary>
    public const int Inside = 1;

    /// <summary>Any tunnel.</summary>
    public const int Outside = 2;

    /// <summary>The tunnel with number n is interface <c>TunnelBase + n</c>.</summary>
    public const int TunnelBase = 1000;

    /// <summary>The interface of one IKE tunnel; <see cref="Outside"/> for numbers beyond what an interface can say.</summary>
    public static int OfTunnel(TunnelId tunnel) => tunnel.Value is 0 or > int.MaxValue - TunnelBase ? Outside : TunnelBase + (int)tunnel.Value;

    /// <summary>True when a session may name it. The tunnel need not exist yet.</summary>
    public static bool IsKnown(int number) => number is Any or Inside or Outside or > TunnelBase;
}
