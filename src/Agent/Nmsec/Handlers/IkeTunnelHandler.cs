using System.Buffers;
using MyIkev2.Agent.Nmsec.Mapping;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec.Handlers;

/// <summary>
/// NMsec_GET_IKETUN: one record per IKE SA. The view orders the generations of a tunnel from the newest to the oldest,
/// which is the order that the interface asks for.
/// </summary>
internal sealed class IkeTunnelHandler(NmsecDialect dialect) : INmsecHandler
{
    public ValueTask<NmsecAnswer> HandleAsync(NmsecRequest request, CancellationToken cancellation)
    {
        var error = FilterRecords.TryRead(
            dialect, request.Input.Span, request.Header.Input.Count, FilterSelectors.IkeTunnels, out var filters);
        return ValueTask.FromResult(error.IsError
            ? new NmsecAnswer(error, null)
            : new NmsecAnswer(error, new IkeTunnelSource(dialect, request.View, request.Stack, filters)));
    }

    private sealed class IkeTunnelSource : RecordSource
    {
        private readonly NmsecDialect _dialect;
        private readonly RegistryView _view;
        private readonly IEnumerator<IkeTunnelSnapshot> _selected;

        public IkeTunnelSource(NmsecDialect dialect, RegistryView view, string stack, IReadOnlyList<NmsecFilter> filters)
        {
            _dialect = dialect;
            _view = view;
            var selection = new IkeTunnelSelection(view, stack, filters);
            foreach (var snapshot in selection.Enumerate())
            {
                Count++;
                Length += (uint)IkeTunnelRecord.Measure(
                    dialect, IdentityMapper.Text(snapshot.LocalIdentity), IdentityMapper.Text(snapshot.RemoteIdentity));
            }

            Total = selection.Total;
            _selected = selection.Enumerate().GetEnumerator();
        }

        public override uint Count { get; }

        public override ulong Length { get; }

        public override uint Total { get; }

        public override int WriteNext(IBufferWriter<byte> output)
        {
            if (!_selected.MoveNext())
            {
                return 0;
            }

            var reading = _view.Read(_selected.Current);
            return IkeTunnelRecord.Write(
                _dialect,
                output,
                IkeTunnelMapper.Tunnel(reading),
                IkeTunnelMapper.Statistics(reading),
                IdentityMapper.Text(reading.Snapshot.LocalIdentity),
                IdentityMapper.Text(reading.Snapshot.RemoteIdentity));
        }
    }
}
