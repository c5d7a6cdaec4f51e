using MyIkev2.Engine.Exchanges;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Sa;

/// <summary>
/// Counts the refusals in a row that say "not now" (TEMPORARY_FAILURE). The first are the way in which two sides that rekey at the same time sort
/// things out (RFC 7296 section 2.25), and nobody needs to hear of them.
/// </summary>
internal sealed class PutOffs
{
    /// <summary>More than this in a row are no coincidence.</summary>
    public const int Ordinary = 2;

    private int _count;

    public bool IsWorthTelling(ErrorNotify refusal)
    {
        if (refusal is { Type: NotifyType.TemporaryFailure, IsOurs: false })
        {
            return ++_count > Ordinary;
        }

        return true;
    }

    /// <summary>The peer took a request.</summary>
    public void End() => _count = 0;
}
