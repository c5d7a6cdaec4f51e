using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.Access;

/// <summary>
/// A row of vacmViewTreeFamilyTable (RFC 3415): the names below a subtree, where the mask lets single sub-identifiers be
/// anything.
/// </summary>
public sealed class ViewTreeFamily
{
    /// <summary>Longest mask in octets: one bit for each of 128 sub-identifiers.</summary>
    public const int MaximumMaskLength = 16;

    private readonly uint[] _subtree;
    private readonly byte[] _mask;

    /// <summary>Makes a row.</summary>
    /// <param name="subtree">vacmViewTreeFamilySubtree.</param>
    /// <param name="included">vacmViewTreeFamilyType.</param>
    /// <param name="mask">
    /// vacmViewTreeFamilyMask: the first bit of the first octet stands for the first sub-identifier; 1 it must be equal,
    /// 0 it may be anything. Bits that are missing are 1.
    /// </param>
    /// <exception cref="ArgumentException">The mask is too long.</exception>
    public ViewTreeFamily(ObjectIdentifier subtree, bool included = true, params ReadOnlySpan<byte> mask)
    {
        if (mask.Length > MaximumMaskLength)
        {
            throw new ArgumentException($"A mask has at most {MaximumMaskLength} octets.", nameof(mask));
        }

        Subtree = subtree;
        Included = included;
        _mask = mask.ToArray();
        _subtree = subtree.SubIdentifiers.ToArray();
        for (var i = 0; i < _subtree.Length; i++)
        {
            HasWildcard |= !MustBeEqual(i);
        }
    }

    /// <summary>The subtree.</summary>
    public ObjectIdentifier Subtree { get; }

    /// <summary>Whether its names are in the view or out of it.</summary>
    public bool Included { get; }

    /// <summary>The mask as configured.</summary>
    public ReadOnlySpan<byte> Mask => _mask;

    internal bool HasWildcard { get; }

    internal int Length => _subtree.Length;

    /// <summary>
    /// The longest subtree decides, among equally long ones the greatest: in this order the first match is the answer.
    /// </summary>
    /// <exception cref="ArgumentException">Two families have the same subtree.</exception>
    internal static ViewTreeFamily[] InOrderOfDecision(IEnumerable<ViewTreeFamily> families, string complaint)
    {
        ViewTreeFamily[] sorted = [.. families.OrderByDescending(family => family.Length).ThenByDescending(family => family.Subtree)];
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Subtree == sorted[i - 1].Subtree)
            {
                throw new ArgumentException($"{complaint} of subtree {sorted[i].Subtree}.", nameof(families));
            }
        }

        return sorted;
    }

    /// <summary>The family that decides about <paramref name="name"/>; null if it belongs to none.</summary>
    internal static ViewTreeFamily? Find(ReadOnlySpan<ViewTreeFamily> inOrder, scoped ReadOnlySpan<uint> name)
    {
        foreach (var family in inOrder)
        {
            if (family.Matches(name))
            {
                return family;
            }
        }

        return null;
    }

    /// <summary>Whether <paramref name="name"/> belongs to the family.</summary>
    internal bool Matches(scoped ReadOnlySpan<uint> name) => name.Length >= _subtree.Length && Agrees(name[.._subtree.Length]);

    /// <summary>Whether some name below <paramref name="prefix"/>, which is shorter than the subtree, belongs to the family.</summary>
    internal bool Reaches(scoped ReadOnlySpan<uint> prefix) => prefix.Length < _subtree.Length && Agrees(prefix);

    /// <summary>
    /// The first name behind <paramref name="name"/> at which this family begins anew; false if there is none. A name that
    /// belongs to the family already gives the next place, if a wildcard makes one.
    /// </summary>
    internal bool TryFindNextStart(scoped ReadOnlySpan<uint> name, Span<uint> start)
    {
        // The longest common part after which a larger number can stand gives the smallest result.
        var agreed = 0;
        while (agreed < _subtree.Length && agreed < name.Length && (!MustBeEqual(agreed) || name[agreed] == _subtree[agreed]))
        {
            agreed++;
        }

        if (agreed < _subtree.Length && (agreed == name.Length || name[agreed] < _subtree[agreed]))
        {
            name[..agreed].CopyTo(start);
            Complete(start, agreed);
            return true;
        }

        for (var at = Math.Min(agreed, _subtree.Length) - 1; at >= 0; at--)
        {
            if (!MustBeEqual(at) && name[at] < uint.MaxValue)
            {
                name[..at].CopyTo(start);
                start[at] = name[at] + 1;
                Complete(start, at + 1);
                return true;
            }
        }

        return false;
    }

    private bool Agrees(scoped ReadOnlySpan<uint> name)
    {
        if (!HasWildcard)
        {
            return name.SequenceEqual(_subtree.AsSpan(0, name.Length));
        }

        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] != _subtree[i] && MustBeEqual(i))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Fills what follows with the smallest numbers that belong to the family.</summary>
    private void Complete(Span<uint> name, int from)
    {
        for (var i = from; i < _subtree.Length; i++)
        {
            name[i] = MustBeEqual(i) ? _subtree[i] : 0;
        }
    }

    private bool MustBeEqual(int position) =>
        position / 8 >= _mask.Length || (_mask[position / 8] & (0x80 >> (position % 8))) != 0;
}
