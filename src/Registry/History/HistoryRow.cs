namespace MyIkev2.Registry;

/// <summary>A row of the history. Immutable once published.</summary>
public abstract record HistoryRow
{
    private uint _number;

    /// <summary>Rises by one with each row of its kind from 1 and never repeats while the process runs; 0 before the row is in the history.</summary>
    public uint Number
    {
        get => _number;
        init => _number = value;
    }

    /// <summary>Given by the log before anybody else sees the row.</summary>
    internal void Enter(uint number) => _number = number;
}
