namespace MyIkev2.Registry;

/// <summary>The time during which a security policy of a tunnel has Child SAs without a break. Shared by all its pairs; a rekey does not end it.</summary>
/// <param name="UpAt">When its first pair was installed.</param>
/// <param name="Before">What the tunnel had counted for the policy before, null for nothing.</param>
public sealed record ChildLife(DateTimeOffset UpAt, PastTraffic? Before);
