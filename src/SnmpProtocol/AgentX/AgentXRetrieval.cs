using System.Buffers;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.SnmpProtocol.AgentX;

/// <summary>
/// Answers agentx-Get, -GetNext and -GetBulk (RFC 2741 section 7.2.3) from a <see cref="MibTree{TView}"/>. Only names
/// below the registered sub-trees are answered: the rest of the tree is not the master's to give away.
/// </summary>
internal sealed class AgentXRetrieval<TView>(MibTree<TView> tree, IReadOnlyList<ObjectIdentifier> subtrees, int maximumBulkVarBinds)
{
    /// <summary>An answer to GetBulk is cut near this length; no SNMP message can carry more.</summary>
    private const int BulkPayload = 65_536;

    private const int FirstScratch = 1_024;
    private const int LargestScratch = 2 * AgentXVarBind.MaximumValue;

    private readonly ObjectIdentifier[] _subtrees = [.. subtrees.Order()];
    private readonly uint[] _start = new uint[ObjectIdentifier.MaximumLength];
    private readonly uint[] _end = new uint[ObjectIdentifier.MaximumLength];
    private readonly uint[] _found = new uint[ObjectIdentifier.MaximumLength];
    private readonly uint[] _index = new uint[ObjectIdentifier.MaximumLength];
    private byte[] _scratch = new byte[FirstScratch];

    /// <summary>A repeater between two repetitions.</summary>
    private struct Repeater
    {
        internal MibCursor Cursor;
        internal int Subtree;
        internal bool HasInstance;
        internal bool Ended;
    }

    /// <summary>What a search found. The spans lie in the working room of the retrieval.</summary>
    private ref struct Found
    {
        internal ReadOnlySpan<uint> Name;
        internal BerTag Tag;
        internal ReadOnlySpan<byte> Value;
    }

    /// <summary>The position of the search range that was being answered, from 1, for res.index.</summary>
    internal int Position { get; private set; }

    /// <summary>Answers agentx-Get-PDU.</summary>
    internal void Get(TView view, AgentXReader ranges, AgentXWriter writer)
    {
        for (Position = 1; ReadRange(ref ranges, out var start, out _, out _); Position++)
        {
            var name = _start.AsSpan(0, start);
            if (Registered(name))
            {
                var tag = WriteExact(view, name, out var value);
                Write(writer, name, tag, value);
            }
            else
            {
                AgentXVarBind.WriteEmpty(writer, name, BerTag.NoSuchObject);
            }
        }
    }

    /// <summary>Answers agentx-GetNext-PDU.</summary>
    internal void GetNext(TView view, AgentXReader ranges, AgentXWriter writer)
    {
        for (Position = 1; ReadRange(ref ranges, out var start, out var end, out var include); Position++)
        {
            Repeater once = default;
            Next(view, ref once, start, end, include, writer);
        }
    }

    /// <summary>Answers agentx-GetBulk-PDU; the order is that of RFC 3416 section 4.2.3.</summary>
    internal void GetBulk(TView view, AgentXReader payload, AgentXWriter writer)
    {
        int nonRepeaters = payload.ReadUInt16(), repetitions = payload.ReadUInt16(), budget = maximumBulkVarBinds;
        Position = 1;
        for (; nonRepeaters > 0 && ReadRange(ref payload, out var start, out var end, out var include); nonRepeaters--, Position++)
        {
            Repeater once = default;
            if (budget-- == 0)
            {
                return;
            }

            Next(view, ref once, start, end, include, writer);
        }

        var count = CountRanges(payload);
        if (count == 0)
        {
            return;
        }

        var repeaters = ArrayPool<Repeater>.Shared.Rent(count);
        try
        {
            repeaters.AsSpan(0, count).Clear();
            var first = Position;
            for (; repetitions > 0; repetitions--)
            {
                Position = first;
                if (!Repeat(view, payload, repeaters.AsSpan(0, count), ref budget, writer))
                {
                    return;
                }
            }
        }
        finally
        {
            ArrayPool<Repeater>.Shared.Return(repeaters);
        }
    }

    /// <summary>Checks a list of search ranges, so that reading it afterwards cannot fail.</summary>
    internal static AgentXFault Check(AgentXReader ranges)
    {
        Span<uint> name = stackalloc uint[ObjectIdentifier.MaximumLength];
        while (!ranges.IsEmpty)
        {
            ranges.ReadObjectIdentifier(name, out _);
            ranges.ReadObjectIdentifier(name, out _);
        }

        return ranges.Fault;
    }

    private int CountRanges(AgentXReader ranges)
    {
        var count = 0;
        for (; ReadRange(ref ranges, out _, out _, out _); count++)
        {
        }

        return count;
    }

    private bool ReadRange(ref AgentXReader ranges, out int start, out int end, out bool include)
    {
        (start, end, include) = (0, 0, false);
        if (ranges.IsEmpty)
        {
            return false;
        }

        start = ranges.ReadObjectIdentifier(_start, out include);
        end = ranges.ReadObjectIdentifier(_end, out _);
        return true;
    }

    private bool Repeat(TView view, AgentXReader ranges, Span<Repeater> repeaters, ref int budget, AgentXWriter writer)
    {
        var goesOn = false;
        for (var i = 0; ReadRange(ref ranges, out var start, out var end, out var include); i++, Position++)
        {
            if (budget-- <= 0 || writer.PayloadLength > BulkPayload)
            {
                return false;
            }

            Next(view, ref repeaters[i], start, end, include, writer);
            goesOn |= !repeaters[i].Ended;
        }

        return goesOn;
    }

    /// <summary>
    /// Writes the first instance in [start, end), or with a repeater that has given one the next behind that, or
    /// endOfMibView under the last name given.
    /// </summary>
    private void Next(TView view, ref Repeater repeater, int startLength, int endLength, bool include, AgentXWriter writer)
    {
        var start = _start.AsSpan(0, startLength);
        var end = _end.AsSpan(0, endLength);
        if (!repeater.Ended && Find(view, ref repeater, start, include, end, out var found))
        {
            Write(writer, found.Name, found.Tag, found.Value);
            return;
        }

        repeater.Ended = true;
        AgentXVarBind.WriteEmpty(writer, repeater.HasInstance ? NameAt(view, repeater.Cursor) : start, BerTag.EndOfMibView);
    }

    private bool Find(
        TView view, ref Repeater repeater, ReadOnlySpan<uint> start, bool include, ReadOnlySpan<uint> end, out Found found)
    {
        found = default;
        for (var subtree = repeater.Subtree; subtree < _subtrees.Length; subtree++)
        {
            var root = _subtrees[subtree];
            var below = root.SubIdentifiers.SequenceCompareTo(start) > 0;
            if (!below && !root.Contains(start) && !repeater.HasInstance)
            {
                continue;
            }

            var from = below ? root.SubIdentifiers : start;
            if (!end.IsEmpty && from.SequenceCompareTo(end) >= 0)
            {
                return false;
            }

            MibCursor cursor;
            if (repeater.HasInstance && subtree == repeater.Subtree)
            {
                cursor = repeater.Cursor;
                if (!tree.MoveNext(view, _index, ref cursor))
                {
                    return false;
                }
            }
            else if (!tree.Seek(view, from, include, _index, out cursor))
            {
                return false;
            }

            if (!WriteVarBind(view, ref cursor, out found))
            {
                return false;
            }

            if (!end.IsEmpty && found.Name.SequenceCompareTo(end) >= 0)
            {
                return false;
            }

            if (root.Contains(found.Name))
            {
                (repeater.Subtree, repeater.Cursor, repeater.HasInstance) = (subtree, cursor, true);
                return true;
            }
        }

        return false;
    }

    /// <summary>A binding left out would move all that follow it to other names: then rather none.</summary>
    private static void Write(AgentXWriter writer, ReadOnlySpan<uint> name, BerTag tag, ReadOnlySpan<byte> value)
    {
        if (!AgentXVarBind.TryWrite(writer, name, tag, value))
        {
            throw new InvalidOperationException($"The value of {string.Join('.', name.ToArray())} is none of type {tag}.");
        }
    }

    private bool Registered(ReadOnlySpan<uint> name)
    {
        foreach (var subtree in _subtrees)
        {
            if (subtree.Contains(name))
            {
                return true;
            }
        }

        return false;
    }

    private BerTag WriteExact(TView view, ReadOnlySpan<uint> name, out ReadOnlySpan<byte> value)
    {
        BerWriter writer;
        do
        {
            writer = new BerWriter(_scratch);
            tree.WriteExact(view, name, _index, ref writer);
        }
        while (writer.Overflowed && Grow());
        var reader = new BerReader(writer.Written);
        value = reader.ReadAnyValue(out var tag);
        return reader.Error == BerError.None ? tag : throw new InvalidOperationException($"The value of {string.Join('.', name.ToArray())} is too long.");
    }

    private bool WriteVarBind(TView view, scoped ref MibCursor cursor, out Found found)
    {
        found = default;
        BerWriter writer;
        do
        {
            writer = new BerWriter(_scratch);
            if (!tree.WriteVarBind(view, ref cursor, _index, ref writer))
            {
                return false;
            }
        }
        while (writer.Overflowed && Grow());
        var reader = new VarBindReader(writer.Written);
        if (writer.Overflowed || !reader.MoveNext(_found, out var length))
        {
            throw new InvalidOperationException("A value is too long.");
        }

        found.Name = _found.AsSpan(0, length);
        found.Tag = reader.ValueTag;
        found.Value = reader.Value;
        return true;
    }

    private ReadOnlySpan<uint> NameAt(TView view, in MibCursor cursor)
    {
        var writer = new BerWriter(_scratch);
        tree.WriteName(view, cursor, _index, ref writer);
        var reader = new BerReader(writer.Written);
        return _found.AsSpan(0, reader.ReadObjectIdentifier(_found));
    }

    private bool Grow()
    {
        if (_scratch.Length >= LargestScratch)
        {
            return false;
        }

        _scratch = new byte[Math.Min(_scratch.Length * 8, LargestScratch)];
        return true;
    }
}
