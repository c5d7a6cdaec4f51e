using System.Collections;
using System.Collections.Concurrent;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace MyIkev2.Agent.Grpc.Requests;

/// <summary>
/// What holds for every request of every service: texts, byte strings and lists are not larger than <see cref="RequestLimits"/> says, and an enumeration
/// has a value that exists. What a value means is for its service to check. Thread-safe; the rules of a message type are made at its first request.
/// </summary>
internal sealed class RequestRules
{
    private readonly ConcurrentDictionary<MessageDescriptor, MemberRule[]> _rules = new();

    /// <summary>The first mistake, beginning with the path of the member; null when there is none.</summary>
    public string? FindMistake(IMessage request) => FindMistake(request, "");

    private string? FindMistake(IMessage message, string path)
    {
        foreach (MemberRule rule in _rules.GetOrAdd(message.Descriptor, static descriptor => MemberRule.Of(descriptor)))
        {
            object? value = rule.Field.Accessor.GetValue(message);
            string? mistake = value switch
            {
                null => null,
                IDictionary map => TooMany(map.Count, rule, path),
                IList list => InList(list, rule, path),
                _ => InValue(value, rule, path, index: -1),
            };
            if (mistake is not null)
            {
                return mistake;
            }
        }

        return null;
    }

    private string? InList(IList list, MemberRule rule, string path)
    {
        string? mistake = TooMany(list.Count, rule, path);
        for (int i = 0; i < list.Count && mistake is null; i++)
        {
            mistake = InValue(list[i]!, rule, path, i);
        }

        return mistake;
    }

    private string? InValue(object value, MemberRule rule, string path, int index) => value switch
    {
        string text when text.Length > rule.Limit.Length => $"{rule.PathIn(path, index)}: {text.Length} characters are more than {rule.Limit.Length}.",
        ByteString octets when octets.Length > rule.Limit.Length => $"{rule.PathIn(path, index)}: {octets.Length} octets are more than {rule.Limit.Length}.",
        IMessage inner => FindMistake(inner, rule.PathIn(path, index) + "."),
        Enum when rule.Field.EnumType.FindValueByNumber(Convert.ToInt32(value, null)) is null =>
            $"{rule.PathIn(path, index)}: {Convert.ToInt32(value, null)} is no {rule.Field.EnumType.Name}.",
        _ => null,
    };

    private static string? TooMany(int count, MemberRule rule, string path) =>
        count > rule.Limit.Elements ? $"{rule.PathIn(path, index: -1)}: {count} elements are more than {rule.Limit.Elements}." : null;

    /// <summary>A member that there is a rule for.</summary>
    private sealed record MemberRule(FieldDescriptor Field, RequestLimit Limit)
    {
        public static MemberRule[] Of(MessageDescriptor descriptor) =>
        [
            .. descriptor.Fields.InFieldNumberOrder()
                .Where(static field => field.IsRepeated || field.FieldType is FieldType.String or FieldType.Bytes or FieldType.Message or FieldType.Enum)
                .Select(static field => new MemberRule(field, RequestLimits.Of(field.FullName))),
        ];

        public string PathIn(string path, int index)
        {
            var text = new StringBuilder(path).Append(Field.Name);
            return index < 0 ? text.ToString() : text.Append('[').Append(index).Append(']').ToString();
        }
    }
}
