namespace MyIkev2.Engine.Sessions;

/// <summary>What a session says of one packet. The default: there is none, or it goes on without more.</summary>
/// <param name="Drops">It goes no further.</param>
/// <param name="Collector">Who gets a copy once the policies have let the packet through; "no address" for nobody.</param>
internal readonly record struct SessionVerdict(bool Drops, IpAddress Collector);
