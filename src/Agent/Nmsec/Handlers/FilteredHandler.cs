using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.Agent.Nmsec.Handlers;

/// <summary>A monitoring request: filters in, records out.</summary>
/// <param name="dialect">The dialect of the filters.</param>
/// <param name="selectors">The conditions that apply to the request; every other one is an error.</param>
internal abstract class FilteredHandler(NmsecDialect dialect, FilterSelectors selectors) : INmsecHandler
{
    public ValueTask<NmsecAnswer> HandleAsync(NmsecRequest request, CancellationToken cancellation)
    {
        var error = FilterRecords.TryRead(dialect, request.Input.Span, request.Header.Input.Count, selectors, out var filters);
        return ValueTask.FromResult(new NmsecAnswer(error, error.IsError ? null : Answer(request, filters)));
    }

    /// <summary>The records that a request's filters let through.</summary>
    protected abstract RecordSource Answer(NmsecRequest request, IReadOnlyList<NmsecFilter> filters);
}
