using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Exchanges;

/// <summary>The error notify that told one side of a failure. The default value: there was none.</summary>
/// <param name="Type">Its type.</param>
/// <param name="IsOurs">This side sent it.</param>
internal readonly record struct ErrorNotify(NotifyType Type, bool IsOurs)
{
    public static ErrorNotify Sent(NotifyType type) => new(type, IsOurs: true);

    public static ErrorNotify Received(NotifyType type) => new(type, IsOurs: false);

    public static ErrorNotify Received(NotifyPayload? notify) => notify is null ? default : Received(notify.NotifyType);
}
