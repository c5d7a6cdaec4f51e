using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.SnmpProtocol.AgentX;

/// <summary>
/// The phases of a SET that the master leads (RFC 2741 section 7.2.4): TestSet checks and remembers, CommitSet sets,
/// UndoSet takes back, CleanupSet forgets. The master may send several TestSet PDUs under one transaction id, one for
/// each registered sub-tree.
/// </summary>
internal sealed class AgentXSets<TView>(MibTree<TView> tree, IReadOnlyList<ObjectIdentifier> subtrees, Action<Exception>? fault)
{
    /// <summary>Transactions that a master has under way at once; the oldest of more is forgotten.</summary>
    private const int MaximumTransactions = 16;

    private readonly List<Transaction> _transactions = [];
    private readonly uint[] _scratch = new uint[ObjectIdentifier.MaximumLength];

    private sealed record Binding(TView View, uint[] Name, BerTag Tag, byte[] Content);

    private sealed class Transaction(uint id)
    {
        internal uint Id { get; } = id;

        internal List<Binding> Bindings { get; } = [];

        /// <summary>One for each binding that was committed; null if it cannot be taken back.</summary>
        internal List<Func<bool>?> Undo { get; } = [];
    }

    /// <summary>agentx-TestSet: what would hinder the first binding that cannot be set, and its position from 1.</summary>
    internal (AgentXStatus Status, int Index) Test(TView view, uint transactionId, AgentXReader varBinds)
    {
        if (!TryRead(view, varBinds, out var bindings))
        {
            return (AgentXStatus.ParseError, 0);
        }

        for (var i = 0; i < bindings.Count; i++)
        {
            var status = Check(bindings[i]);
            if (status != ErrorStatus.NoError)
            {
                return ((AgentXStatus)status, i + 1);
            }
        }

        FindOrAdd(transactionId).Bindings.AddRange(bindings);
        return (AgentXStatus.NoError, 0);
    }

    /// <summary>agentx-CommitSet. What was set before a failure stays until the master asks to undo it.</summary>
    internal (AgentXStatus Status, int Index) Commit(uint transactionId)
    {
        if (Find(transactionId) is not { } transaction)
        {
            return (AgentXStatus.ProcessingError, 0);
        }

        while (transaction.Undo.Count < transaction.Bindings.Count)
        {
            if (!TryCommit(transaction.Bindings[transaction.Undo.Count], out var undo))
            {
                return (AgentXStatus.CommitFailed, transaction.Undo.Count + 1);
            }

            transaction.Undo.Add(undo);
        }

        return (AgentXStatus.NoError, 0);
    }

    /// <summary>agentx-UndoSet: takes back, in the opposite order.</summary>
    internal (AgentXStatus Status, int Index) Undo(uint transactionId)
    {
        if (Find(transactionId) is not { } transaction)
        {
            return (AgentXStatus.NoError, 0); // nothing was set
        }

        Cleanup(transactionId);
        var failed = 0;
        for (var i = transaction.Undo.Count - 1; i >= 0; i--)
        {
            if (!MibSetSteps.TryUndo(transaction.Undo[i], fault))
            {
                failed = i + 1;
            }
        }

        return (failed == 0 ? AgentXStatus.NoError : AgentXStatus.UndoFailed, failed);
    }

    /// <summary>agentx-CleanupSet.</summary>
    internal void Cleanup(uint transactionId) => _transactions.RemoveAll(transaction => transaction.Id == transactionId);

    private static bool TryRead(TView view, AgentXReader varBinds, out List<Binding> bindings)
    {
        bindings = [];
        Span<uint> name = stackalloc uint[ObjectIdentifier.MaximumLength];
        var room = new byte[AgentXVarBind.MaximumValue + 8];
        while (!varBinds.IsEmpty)
        {
            var writer = new BerWriter(room);
            AgentXVarBind.Read(ref varBinds, name, out var length, ref writer);
            if (varBinds.Fault != AgentXFault.None)
            {
                return false;
            }

            var value = new BerReader(writer.Written).ReadAnyValue(out var tag);
            bindings.Add(new Binding(view, name[..length].ToArray(), tag, value.ToArray()));
        }

        return varBinds.Fault == AgentXFault.None;
    }

    private ErrorStatus Check(Binding binding)
    {
        if (!subtrees.Any(subtree => subtree.Contains(binding.Name)))
        {
            return ErrorStatus.NotWritable;
        }

        return MibSetSteps.Check(tree, binding.View, binding.Name, _scratch, new VarBindValue(binding.Tag, binding.Content), fault);
    }

    private bool TryCommit(Binding binding, out Func<bool>? undo) => MibSetSteps.TryCommit(
        tree, binding.View, binding.Name, _scratch, new VarBindValue(binding.Tag, binding.Content), fault, out undo);

    private Transaction? Find(uint id) => _transactions.Find(transaction => transaction.Id == id);

    private Transaction FindOrAdd(uint id)
    {
        if (Find(id) is { } known)
        {
            return known;
        }

        if (_transactions.Count == MaximumTransactions)
        {
            _transactions.RemoveAt(0);
        }

        var transaction = new Transaction(id);
        _transactions.Add(transaction);
        return transaction;
    }
}
