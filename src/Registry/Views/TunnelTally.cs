using System.Runtime.CompilerServices;

namespace MyIkev2.Registry;

/// <summary>
/// How many IKE SAs and Child SA pairs are in which state. Every list of snapshots carries its own, kept as snapshots come and go, so that a sum
/// never walks the list and never differs from it.
/// </summary>
public readonly struct TunnelTally : IEquatable<TunnelTally>
{
    private const int IkeStates = (int)IkeTunnelState.Closed + 1;
    private const int ChildStates = (int)IpsecTunnelState.Pending + 1;
    private const int FirstChildCell = IkeStates;
    private const int InitiatorCell = FirstChildCell + ChildStates;
    private const int WithChildCell = InitiatorCell + 1;
    private const int CellCount = WithChildCell + 1;

    private readonly Cells _cells;

    private TunnelTally(in Cells cells) => _cells = cells;

    /// <summary>IKE SAs in a state.</summary>
    public int this[IkeTunnelState state] => _cells[(int)state];

    /// <summary>Child SA pairs in a state.</summary>
    public int this[IpsecTunnelState state] => _cells[FirstChildCell + (int)state];

    /// <summary>IKE SAs in a phase.</summary>
    public int Ike(TunnelPhase phase)
    {
        var sum = 0;
        for (var state = 0; state < IkeStates; state++)
        {
            sum += ((IkeTunnelState)state).Phase() == phase ? _cells[state] : 0;
        }

        return sum;
    }

    /// <summary>Child SA pairs in a phase.</summary>
    public int Children(TunnelPhase phase)
    {
        var sum = 0;
        for (var state = 0; state < ChildStates; state++)
        {
            sum += ((IpsecTunnelState)state).Phase() == phase ? _cells[FirstChildCell + state] : 0;
        }

        return sum;
    }

    /// <summary>All IKE SAs.</summary>
    public int IkeTotal => Sum(_cells[..IkeStates]);

    /// <summary>All Child SA pairs.</summary>
    public int ChildTotal => Sum(_cells[FirstChildCell..InitiatorCell]);

    /// <summary>IKE SAs that this side started.</summary>
    public int Initiators => _cells[InitiatorCell];

    /// <summary>IKE SAs with a Child SA pair that is there: negotiated, and not gone.</summary>
    public int WithChild => _cells[WithChildCell];

    /// <summary>Counts one IKE SA with its children.</summary>
    public static TunnelTally Of(IkeTunnelSnapshot snapshot)
    {
        var cells = default(Cells);
        cells[(int)snapshot.State] = 1;
        cells[InitiatorCell] = snapshot.IsInitiator ? 1 : 0;
        for (var i = 0; i < snapshot.Children.Count; i++)
        {
            var child = snapshot.Children[i];
            cells[FirstChildCell + (int)child.State]++;
            if (child.State.Phase() is not (TunnelPhase.InProgress or TunnelPhase.None or TunnelPhase.Gone))
            {
                cells[WithChildCell] = 1;
            }
        }

        return new TunnelTally(cells);
    }

    /// <summary>Cell by cell sum.</summary>
    public static TunnelTally operator +(in TunnelTally left, in TunnelTally right)
    {
        var cells = left._cells;
        for (var i = 0; i < CellCount; i++)
        {
            cells[i] += right._cells[i];
        }

        return new TunnelTally(cells);
    }

    /// <summary>Cell by cell difference.</summary>
    public static TunnelTally operator -(in TunnelTally left, in TunnelTally right)
    {
        var cells = left._cells;
        for (var i = 0; i < CellCount; i++)
        {
            cells[i] -= right._cells[i];
        }

        return new TunnelTally(cells);
    }

    /// <summary>True when all cells are equal.</summary>
    public static bool operator ==(in TunnelTally left, in TunnelTally right) => left.Equals(right);

    /// <summary>True when a cell differs.</summary>
    public static bool operator !=(in TunnelTally left, in TunnelTally right) => !left.Equals(right);

    /// <summary>Same as the operator.</summary>
    public static TunnelTally Add(in TunnelTally left, in TunnelTally right) => left + right;

    /// <summary>Same as the operator.</summary>
    public static TunnelTally Subtract(in TunnelTally left, in TunnelTally right) => left - right;

    /// <inheritdoc/>
    public bool Equals(TunnelTally other) => ((ReadOnlySpan<int>)_cells).SequenceEqual(other._cells);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TunnelTally other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(IkeTotal, ChildTotal, Initiators, WithChild);

    /// <inheritdoc/>
    public override string ToString()
    {
        var parts = new List<string>();
        for (var state = 0; state < IkeStates; state++)
        {
            Add(parts, "IKE", ((IkeTunnelState)state).ToString(), _cells[state]);
        }

        for (var state = 0; state < ChildStates; state++)
        {
            Add(parts, "child", ((IpsecTunnelState)state).ToString(), _cells[FirstChildCell + state]);
        }

        return $"{string.Join(", ", parts)}; initiator {Initiators}, with child {WithChild}";
    }

    private static void Add(List<string> parts, string kind, string state, int count)
    {
        if (count != 0)
        {
            parts.Add($"{kind} {state} {count}");
        }
    }

    private static int Sum(ReadOnlySpan<int> cells)
    {
        var sum = 0;
        foreach (var cell in cells)
        {
            sum += cell;
        }

        return sum;
    }

    [InlineArray(CellCount)]
    private struct Cells
    {
        private int _first;
    }
}
