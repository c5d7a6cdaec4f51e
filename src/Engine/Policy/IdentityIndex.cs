using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Policy;

/// <summary>
/// Rows of the configuration by the identity that their pattern asks for. A gateway may have a row for each of a hundred thousand peers: those with an exact
/// pattern are looked up, only the rest is walked through. What it gives may match; whether it does, the pattern says.
/// </summary>
internal sealed class IdentityIndex<T>
{
    private readonly Dictionary<IdentificationType, Dictionary<string, List<(int Order, T Row)>>> _exact = [];
    private readonly List<(int Order, T Row)> _others = [];
    private int _count;

    /// <summary>The next row in configuration order. Without a pattern it is for everybody.</summary>
    public void Add(IdentityPattern? pattern, T row)
    {
        if (pattern?.Exact is not { } exact)
        {
            _others.Add((_count++, row));
            return;
        }

        if (!_exact.TryGetValue(exact.Type, out var ofType))
        {
            // As patterns compare: letters of either case are the same.
            _exact[exact.Type] = ofType = new(StringComparer.OrdinalIgnoreCase);
        }

        var text = exact.Text;
        if (ofType.TryGetValue(text, out var rows))
        {
            rows.Add((_count++, row));
        }
        else
        {
            ofType[text] = [(_count++, row)];
        }
    }

    /// <summary>In configuration order, the rows whose patterns may match.</summary>
    public IEnumerable<T> Candidates(Identity identity)
    {
        var exact = _exact.TryGetValue(identity.Type, out var ofType) && ofType.TryGetValue(identity.Text, out var rows) ? rows : [];
        for (int i = 0, j = 0; i < exact.Count || j < _others.Count;)
        {
            yield return j == _others.Count || (i < exact.Count && exact[i].Order < _others[j].Order) ? exact[i++].Row : _others[j++].Row;
        }
    }
}
