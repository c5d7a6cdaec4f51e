using MyIkev2.Engine.Exchanges;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Sa;

/// <summary>How an IKE SA, or an attempt at one, came to its end.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Text">The same in words.</param>
/// <param name="Notify">The notify that told one side of it.</param>
/// <param name="Phase">What was being done.</param>
/// <param name="WasUsable">It had been established.</param>
/// <param name="WasReplaced">Another SA of the tunnel had taken its place.</param>
internal readonly record struct IkeSaEnd(CloseReason Reason, string Text, ErrorNotify Notify, FailurePhase Phase, bool WasUsable, bool WasReplaced);
