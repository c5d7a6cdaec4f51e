using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec.Mapping;

/// <summary>Tunnel IDs: a letter for the kind and the number of the family, which all instances of a tunnel share.</summary>
internal static class TunnelNames
{
    private const char IkeLetter = 'K';
    private const char DynamicLetter = 'Y';
    private const char ManualLetter = 'M';

    // A letter and the digits of 64 bits.
    private const int Longest = 21;

    /// <summary>An IKE tunnel: <c>K7</c>.</summary>
    public static FixedText48 Ike(TunnelId id) => Name(IkeLetter, id);

    /// <summary>A dynamic tunnel: <c>Y6</c>.</summary>
    public static FixedText48 Dynamic(TunnelId id) => Name(DynamicLetter, id);

    /// <summary>A manual tunnel: <c>M1</c>.</summary>
    public static FixedText48 Manual(TunnelId id) => Name(ManualLetter, id);

    /// <summary>The number of an IKE tunnel's ID; null for what is none.</summary>
    public static TunnelId? FindIke(string name)
        => name.StartsWith(IkeLetter) && ulong.TryParse(name.AsSpan(1), System.Globalization.NumberStyles.None, null, out var number)
            ? new TunnelId(number)
            : null;

    private static FixedText48 Name(char letter, TunnelId id)
    {
        Span<char> name = stackalloc char[Longest];
        name[0] = letter;
        id.Value.TryFormat(name[1..], out var digits);
        return new FixedText48(name[..(1 + digits)]);
    }
}
