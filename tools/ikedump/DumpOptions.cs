using System.Collections.Immutable;

namespace MyIkev2.IkeDump;

/// <summary>What the command line asks for.</summary>
/// <param name="Full">Print all octets of long fields.</param>
/// <param name="Esp">Print ESP packets and keepalives.</param>
/// <param name="PlainPorts">Ports with IKE alone.</param>
/// <param name="EncapsulatedPorts">Ports with ESP, and IKE behind a marker.</param>
public sealed record DumpOptions(
    bool Full,
    bool Esp,
    ImmutableArray<int> PlainPorts,
    ImmutableArray<int> EncapsulatedPorts)
{
    public static DumpOptions Default { get; } = new(false, false, [500], [4500]);
}
