using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.Access;

/// <summary>How much of a subtree a view shows.</summary>
internal enum ViewCoverage : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Every name.</summary>
    All,

    /// <summary>Some names; each has to be asked for.</summary>
    Some,
}

/// <summary>A named set of object names (RFC 3415 section 4, vacmViewTreeFamilyTable). Immutable.</summary>
public sealed class MibView
{
    private readonly ViewTreeFamily[] _families;

    /// <summary>Makes a view.</summary>
    /// <exception cref="ArgumentException">The name is empty or too long, or two families have the same subtree.</exception>
    public MibView(string name, params IEnumerable<ViewTreeFamily> families)
    {
        Name = AccessName.Check(name, GroupMember.MaximumLength, nameof(name));
        _families = ViewTreeFamily.InOrderOfDecision(families, $"View {name} has two families");
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its families, in the order of vacmViewTreeFamilyTable.</summary>
    public IEnumerable<ViewTreeFamily> Families => _families.Reverse();

    /// <summary>A view of one whole subtree.</summary>
    public static MibView Of(string name, string subtree) => new(name, new ViewTreeFamily(ObjectIdentifier.Parse(subtree)));

    /// <summary>Whether the view shows <paramref name="name"/>.</summary>
    public bool Includes(scoped ReadOnlySpan<uint> name) => ViewTreeFamily.Find(_families, name) is { Included: true };

    /// <summary>What the view shows of everything at and below <paramref name="subtree"/>.</summary>
    internal ViewCoverage CoverageOf(scoped ReadOnlySpan<uint> subtree)
    {
        var included = Includes(subtree);
        foreach (var family in _families)
        {
            if (family.Reaches(subtree) && family.Included != included)
            {
                return ViewCoverage.Some;
            }
        }

        return included ? ViewCoverage.All : ViewCoverage.None;
    }

    /// <summary>
    /// The smallest name behind <paramref name="hidden"/>, which the view does not show, that it may show; false if there is
    /// none. Whole hidden subtrees are passed over in one step. The result is not yet known to be shown: ask, and go on
    /// from it.
    /// </summary>
    /// <param name="hidden">A name that the view does not include.</param>
    /// <param name="next">Room for <see cref="ObjectIdentifier.MaximumLength"/> numbers.</param>
    /// <param name="length">Numbers in the result.</param>
    internal bool TrySkip(scoped ReadOnlySpan<uint> hidden, Span<uint> next, out int length)
    {
        length = 0;
        Span<uint> candidate = stackalloc uint[ObjectIdentifier.MaximumLength];
        foreach (var family in _families)
        {
            if (family.Included && family.TryFindNextStart(hidden, candidate))
            {
                TakeIfSmaller(candidate[..family.Length], next, ref length);
            }
        }

        // Behind the subtree that hides the name, an enclosing one may show again.
        if (ViewTreeFamily.Find(_families, hidden) is { } hiding && TryFindBehind(hidden[..hiding.Length], candidate, out var count))
        {
            TakeIfSmaller(candidate[..count], next, ref length);
        }

        return length > 0;
    }

    private static void TakeIfSmaller(scoped ReadOnlySpan<uint> candidate, Span<uint> best, ref int length)
    {
        if (length == 0 || candidate.SequenceCompareTo(best[..length]) < 0)
        {
            candidate.CopyTo(best);
            length = candidate.Length;
        }
    }

    /// <summary>The first name behind everything below <paramref name="subtree"/>.</summary>
    private static bool TryFindBehind(scoped ReadOnlySpan<uint> subtree, Span<uint> next, out int length)
    {
        for (length = subtree.Length; length > 0; length--)
        {
            if (subtree[length - 1] < uint.MaxValue)
            {
                subtree[..length].CopyTo(next);
                next[length - 1]++;
                return true;
            }
        }

        return false;
    }
}
