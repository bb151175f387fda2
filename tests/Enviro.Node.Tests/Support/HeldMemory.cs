using System.Reflection;

namespace Enviro.Node.Tests;

/// <summary>
/// What the firmware's objects hold, as the device's interpreter is taken to count: 12 bytes for the head of an object and for each of its fields, 12 and the
/// elements for an array, text in UTF-8. What is behind a port belongs to the board and is not followed.
/// </summary>
internal static class HeldMemory
{
    private const int Block = 12;

    internal static long Of(object root)
    {
        long bytes = 0;
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        Stack<object> open = new([root]);
        while (open.TryPop(out object? next))
        {
            if (!IsFirmware(next.GetType()) || !seen.Add(next))
            {
                continue;
            }

            bytes += next switch
            {
                string text => Block + text.Length,
                Array array => Block + (array.Length * (array.GetType().GetElementType()!.IsPrimitive ? Buffer.ByteLength(array) / Math.Max(1, array.Length) : Block)),
                _ => Block,
            };
            if (next is Array elements && !elements.GetType().GetElementType()!.IsPrimitive)
            {
                elements.Cast<object?>().Where(element => element != null).ToList().ForEach(element => open.Push(element!));
            }
            else if (next is not string and not Array)
            {
                bytes += Follow(next, open);
            }
        }

        return bytes;
    }

    private static long Follow(object of, Stack<object> open)
    {
        long bytes = 0;
        for (Type? type = of.GetType(); type != null && type != typeof(object); type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                bytes += Block;
                if (!field.FieldType.IsValueType && field.GetValue(of) is { } value)
                {
                    open.Push(value);
                }
            }
        }

        return bytes;
    }

    private static bool IsFirmware(Type type) =>
        type == typeof(string) || (type.IsArray && (type.GetElementType()!.IsPrimitive || type.GetElementType()! == typeof(string) || IsFirmwareAssembly(type.GetElementType()!)))
        || IsFirmwareAssembly(type);

    private static bool IsFirmwareAssembly(Type type) =>
        (type.IsArray ? type.GetElementType()! : type).Assembly is { } assembly && (assembly == typeof(NodeAgent).Assembly || assembly == typeof(Wire.Sha256).Assembly);
}
