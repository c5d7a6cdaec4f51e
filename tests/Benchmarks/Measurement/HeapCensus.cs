using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace MyIkev2.Benchmarks.Measurement;

/// <summary>
/// Counts what is reachable from an object, by type: what a figure of "octets per tunnel" is made of. Sizes are the runtime's own. Walks with reflection, so
/// it is for thousands of objects, not millions.
/// </summary>
internal static class HeapCensus
{
    /// <summary>Objects and octets of each type that is reachable from the root.</summary>
    public static Dictionary<string, (long Objects, long Octets)> Of(object root)
    {
        var found = new Dictionary<string, (long Objects, long Octets)>();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var waiting = new Stack<object>();
        waiting.Push(root);
        var fields = new Dictionary<Type, FieldInfo[]>();
        while (waiting.TryPop(out var item))
        {
            var type = item.GetType();
            if (!seen.Add(item) || item is Type or Delegate or MemberInfo or Thread)
            {
                continue;
            }

            var (objects, octets) = found.GetValueOrDefault(Name(type));
            found[Name(type)] = (objects + 1, octets + Size(item));
            if (item is Array array)
            {
                Visit(array, waiting, fields);
            }
            else
            {
                Visit(item, type, waiting, fields);
            }
        }

        return found;
    }

    /// <summary>What a second count has more of than a first one, for each of so many tunnels, largest first.</summary>
    public static IEnumerable<(string Type, double Objects, double Octets)> Growth(
        Dictionary<string, (long Objects, long Octets)> before, Dictionary<string, (long Objects, long Octets)> after, int tunnels) =>
        after.Select(pair => (
                pair.Key,
                (pair.Value.Objects - before.GetValueOrDefault(pair.Key).Objects) / (double)tunnels,
                (pair.Value.Octets - before.GetValueOrDefault(pair.Key).Octets) / (double)tunnels))
            .Where(static row => row.Item3 >= 1).OrderByDescending(static row => row.Item3);

    private static void Visit(Array array, Stack<object> waiting, Dictionary<Type, FieldInfo[]> fields)
    {
        var element = array.GetType().GetElementType()!;
        if (element.IsPrimitive || element.IsEnum || element.IsPointer)
        {
            return;
        }

        foreach (var item in (IEnumerable)array)
        {
            if (item is null)
            {
                continue;
            }

            if (element.IsValueType)
            {
                Visit(item, item.GetType(), waiting, fields);
            }
            else
            {
                waiting.Push(item);
            }
        }
    }

    private static void Visit(object item, Type type, Stack<object> waiting, Dictionary<Type, FieldInfo[]> fields)
    {
        if (!fields.TryGetValue(type, out var own))
        {
            fields[type] = own = [.. FieldsOf(type)];
        }

        foreach (var field in own)
        {
            if (field.GetValue(item) is not { } value)
            {
                continue;
            }

            if (field.FieldType.IsValueType)
            {
                Visit(value, value.GetType(), waiting, fields);
            }
            else
            {
                waiting.Push(value);
            }
        }
    }

    private static IEnumerable<FieldInfo> FieldsOf(Type type)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            foreach (var field in at.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                var kind = field.FieldType;
                if (!kind.IsPrimitive && !kind.IsEnum && !kind.IsPointer && !kind.IsByRefLike && kind != typeof(UInt128) && kind != typeof(decimal))
                {
                    yield return field;
                }
            }
        }
    }

    // The method table begins with the size of an element and, four octets on, the size of an object without elements.
    private static unsafe long Size(object item)
    {
        var table = (byte*)item.GetType().TypeHandle.Value;
        var fixedSize = *(uint*)(table + 4);
        long elements = item switch { Array array => array.LongLength, string text => text.Length, _ => 0 };
        return (fixedSize + (elements * (item is Array or string ? *(ushort*)table : 0)) + 7) & ~7L;
    }

    private static string Name(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.IsArray && type.GetElementType() is { } element ? Name(element) + "[]" : type.Name;
}
