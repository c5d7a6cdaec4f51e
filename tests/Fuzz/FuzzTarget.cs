namespace MyIkev2.Fuzz;

/// <summary>Checks one input; anything thrown is a finding.</summary>
public delegate void FuzzCheck(ReadOnlySpan<byte> input);

/// <summary>One parser under test.</summary>
/// <param name="Name">Names the target on the command line and its folder under corpus/.</param>
/// <param name="Summary">What the check asserts, in one line.</param>
/// <param name="Check">The property. It has to be deterministic and free of side effects.</param>
public sealed record FuzzTarget(string Name, string Summary, FuzzCheck Check);
