using System.Collections.Concurrent;
using System.Reflection;

namespace Enviro.Fuzz;

/// <summary>Reads every public property of what was decoded, and of what is in it: none may throw.</summary>
internal static class Accessors
{
    private const int MaxDepth = 5;

    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> s_properties = new();

    internal static void ReadAll(object? value, int depth = 0)
    {
        if (value is null || depth > MaxDepth)
        {
            return;
        }

        if (value is Array items)
        {
            if (items is not byte[])
            {
                foreach (object? item in items)
                {
                    ReadAll(item, depth + 1);
                }
            }

            return;
        }

        foreach (PropertyInfo property in s_properties.GetOrAdd(value.GetType(), PropertiesOf))
        {
            ReadAll(property.GetMethod!.Invoke(value, BindingFlags.DoNotWrapExceptions, null, null, null), depth + 1);
        }
    }

    private static PropertyInfo[] PropertiesOf(Type type) => type.Namespace?.StartsWith("Enviro", StringComparison.Ordinal) != true || type.IsEnum
        ? []
        : [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanRead && property.GetIndexParameters().Length == 0)];
}
