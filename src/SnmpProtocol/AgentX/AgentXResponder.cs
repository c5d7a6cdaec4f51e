using System.Text;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.SnmpProtocol.AgentX;

/// <summary>Answers what the master asks on behalf of managers (RFC 2741 section 7.2).</summary>
internal sealed class AgentXResponder<TView>
    where TView : class
{
    /// <summary>Malformed requests that are answered with parseError before the session is given up.</summary>
    private const int ToleratedParseErrors = 8;

    /// <summary>
    /// The master asks one name at a time, for a GETBULK too, under one transaction id: a view kept for so long makes the
    /// pieces of one answer agree.
    /// </summary>
    private static readonly TimeSpan KeepView = TimeSpan.FromSeconds(1);

    private readonly AgentXCapture<TView> _capture;
    private readonly AgentXWriter _output;
    private readonly Action<Exception>? _fault;
    private readonly AgentXRetrieval<TView> _retrieval;
    private readonly AgentXSets<TView> _sets;
    private readonly (string Name, byte[] Octets)[] _contexts;
    private TView? _view;
    private string _viewContext = string.Empty;
    private uint _viewTransaction;
    private TimeSpan _viewTime;
    private int _parseErrors;

    internal AgentXResponder(
        MibTree<TView> tree, AgentXCapture<TView> capture, AgentXSessionOptions options, AgentXWriter output, Action<Exception>? fault)
    {
        _capture = capture;
        _output = output;
        _fault = fault;
        _retrieval = new AgentXRetrieval<TView>(tree, options.Subtrees, options.MaximumBulkVarBinds);
        _sets = new AgentXSets<TView>(tree, options.Subtrees, fault);
        _contexts = [.. options.Contexts.Select(context => (context, Encoding.UTF8.GetBytes(context)))];
    }

    /// <summary>Answers one request; false if the master sends nothing sensible any more.</summary>
    internal bool Answer(in AgentXHeader header, ReadOnlySpan<byte> payload, uint sessionId, TimeSpan now, TimeSpan upTime)
    {
        if (header.Type == AgentXPduType.CleanupSet)
        {
            _sets.Cleanup(header.TransactionId);
            return true;
        }

        var reader = new AgentXReader(payload, header.IsNetworkByteOrder);
        var contextOctets = (header.Flags & AgentXFlags.NonDefaultContext) != 0 ? reader.ReadOctetString() : [];
        var (status, index) = (AgentXStatus.NoError, 0);
        _output.BeginPdu();
        _output.WriteUInt32(0); // res.sysUpTime is the master's to fill in
        _output.WriteUInt32(0); // res.error and res.index
        if (header.SessionId != sessionId || sessionId == 0)
        {
            status = AgentXStatus.NotOpen;
        }
        else if (!IsWellFormed(header.Type, reader))
        {
            status = AgentXStatus.ParseError;
            _parseErrors++;
        }
        else if (FindContext(contextOctets) is not { } context)
        {
            status = AgentXStatus.UnsupportedContext;
        }
        else
        {
            (status, index) = Process(header, reader, context, now, upTime);
            _parseErrors += status == AgentXStatus.ParseError ? 1 : 0;
        }

        Finish(header, status, index);
        return _parseErrors <= ToleratedParseErrors;
    }

    private static bool IsWellFormed(AgentXPduType type, AgentXReader reader)
    {
        switch (type)
        {
            case AgentXPduType.Get or AgentXPduType.GetNext:
                return AgentXRetrieval<TView>.Check(reader) == AgentXFault.None;
            case AgentXPduType.GetBulk:
                reader.Skip(4);
                return AgentXRetrieval<TView>.Check(reader) == AgentXFault.None;
            default:
                return true;
        }
    }

    private (AgentXStatus Status, int Index) Process(
        in AgentXHeader header, AgentXReader reader, string context, TimeSpan now, TimeSpan upTime)
    {
        switch (header.Type)
        {
            case AgentXPduType.CommitSet:
                return _sets.Commit(header.TransactionId);
            case AgentXPduType.UndoSet:
                return _sets.Undo(header.TransactionId);
        }

        try
        {
            if (CaptureView(header.TransactionId, context, now, upTime) is not { } view)
            {
                return (AgentXStatus.UnsupportedContext, 0);
            }

            switch (header.Type)
            {
                case AgentXPduType.Get:
                    _retrieval.Get(view, reader, _output);
                    break;
                case AgentXPduType.GetNext:
                    _retrieval.GetNext(view, reader, _output);
                    break;
                case AgentXPduType.GetBulk:
                    _retrieval.GetBulk(view, reader, _output);
                    break;
                default:
                    return _sets.Test(view, header.TransactionId, reader);
            }

            return (AgentXStatus.NoError, 0);
        }
        catch (Exception exception)
        {
            _fault?.Invoke(exception);
            return (AgentXStatus.GenErr, _retrieval.Position);
        }
    }

    private TView? CaptureView(uint transaction, string context, TimeSpan now, TimeSpan upTime)
    {
        var isSame = _viewTransaction == transaction && ReferenceEquals(_viewContext, context) && now - _viewTime < KeepView;
        if (_view is null || !isSame)
        {
            _view = _capture(context, upTime);
            (_viewTransaction, _viewContext, _viewTime) = (transaction, context, now);
        }

        return _view;
    }

    private string? FindContext(ReadOnlySpan<byte> octets)
    {
        foreach (var (name, encoded) in _contexts)
        {
            if (octets.SequenceEqual(encoded))
            {
                return name;
            }
        }

        return null;
    }

    private void Finish(in AgentXHeader request, AgentXStatus status, int index)
    {
        const int Error = 4, Index = 6, Fixed = 8;
        if (status != AgentXStatus.NoError)
        {
            _output.RewindPayload(Fixed);
            _output.PatchUInt16(Error, (ushort)status);
            _output.PatchUInt16(Index, (ushort)Math.Min(index, ushort.MaxValue));
        }

        _output.EndPdu(request with { Type = AgentXPduType.Response, Flags = AgentXFlags.None });
    }
}
