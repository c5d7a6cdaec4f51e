namespace MyIkev2.Engine.Policy;

/// <summary>A vpn whose SAs have addresses of their own to move between by MOBIKE, as a tester's clients have.</summary>
/// <param name="OwnAddresses">Own addresses, in the order in which they are used; they are all that the peer is told.</param>
/// <param name="Interval">Between two moves; zero = none by itself.</param>
/// <param name="ChangesOwn">A move takes the next own address.</param>
/// <param name="ChangesPeer">A move takes the next address of the peer: the configured one, then what it said.</param>
public sealed record RoamingPlan(ValueList<IpAddress> OwnAddresses, TimeSpan Interval, bool ChangesOwn, bool ChangesPeer);
