using System.Runtime.InteropServices;

namespace MyIkev2.Registry;

/// <summary>What one socket of one shard has counted, live. Written by the thread that owns the socket.</summary>
[StructLayout(LayoutKind.Sequential)] // in the order of ListenerCounterReading
public sealed class ListenerCounters
{
    /// <summary>Datagrams received.</summary>
    public Counter InDatagrams;

    /// <summary>Datagrams sent.</summary>
    public Counter OutDatagrams;

    /// <summary>Octets received: the payload of UDP; of ESP and AH what the system shows, which with IPv4 includes the IP header.</summary>
    public Counter InOctets;

    /// <summary>Octets sent.</summary>
    public Counter OutOctets;

    /// <summary>Datagrams dropped after reception, before an engine saw them: garbage, cut off, no room in an inbox.</summary>
    public Counter InDiscards;

    /// <summary>Datagrams not sent because of an error.</summary>
    public Counter OutErrors;

    /// <summary>Datagrams that the kernel dropped because the socket's receive buffer was full; up to a second old.</summary>
    public Counter KernelDrops;

    /// <summary>Captures every counter.</summary>
    public ListenerCounterReading Read() => CounterCells.Read<ListenerCounterReading>(ref InDatagrams);
}

/// <summary>What sockets have counted, captured.</summary>
public readonly record struct ListenerCounterReading
{
    /// <summary>Datagrams received.</summary>
    public ulong InDatagrams { get; init; }

    /// <summary>Datagrams sent.</summary>
    public ulong OutDatagrams { get; init; }

    /// <summary>Octets received: the payload of UDP; of ESP and AH what the system shows, which with IPv4 includes the IP header.</summary>
    public ulong InOctets { get; init; }

    /// <summary>Octets sent.</summary>
    public ulong OutOctets { get; init; }

    /// <summary>Datagrams dropped after reception, before an engine saw them: garbage, cut off, no room in an inbox.</summary>
    public ulong InDiscards { get; init; }

    /// <summary>Datagrams not sent because of an error.</summary>
    public ulong OutErrors { get; init; }

    /// <summary>Datagrams that the kernel dropped because the socket's receive buffer was full; up to a second old.</summary>
    public ulong KernelDrops { get; init; }

    /// <summary>Field by field sum.</summary>
    public static ListenerCounterReading operator +(ListenerCounterReading left, ListenerCounterReading right) => CounterCells.Sum(left, right);

    /// <summary>Same as the operator.</summary>
    public static ListenerCounterReading Add(ListenerCounterReading left, ListenerCounterReading right) => left + right;
}
