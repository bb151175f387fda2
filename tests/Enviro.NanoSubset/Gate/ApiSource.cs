using System.Text;

namespace Enviro.NanoSubset;

/// <summary>
/// Turns a listing into C# that declares the same types and members without doing anything: the compiler then makes
/// the reference assembly firmware is judged against.
/// </summary>
internal static class ApiSource
{
    /// <summary>Returns the C# text declaring everything in <paramref name="listing"/>.</summary>
    public static string From(ApiListing listing)
    {
        StringBuilder source = new();
        source.Append("[assembly: System.Reflection.AssemblyVersion(\"").Append(listing.Version).AppendLine("\")]");
        ILookup<string, ApiType> nested = listing.Types.ToLookup(type => OuterName(type.MetadataName));
        foreach (ApiType type in nested[""])
        {
            int dot = type.MetadataName.LastIndexOf('.');
            source.Append("namespace ").Append(type.MetadataName.AsSpan(0, dot)).AppendLine(" {");
            AppendType(source, type, nested);
            source.AppendLine("}");
        }

        return source.ToString();
    }

    private static string OuterName(string metadataName) => metadataName[..Math.Max(0, metadataName.LastIndexOf('+'))];

    private static void AppendType(StringBuilder source, ApiType type, ILookup<string, ApiType> nested)
    {
        source.AppendLine(type.Header);
        if (type.Header.EndsWith(';'))
        {
            // A delegate: its header is the whole declaration.
            return;
        }

        source.AppendLine("{");
        string header = WithoutAttributes(type.Header);
        bool isEnum = header.Contains(" enum ", StringComparison.Ordinal);
        bool isInterface = header.Contains(" interface ", StringComparison.Ordinal);
        foreach (string member in type.Members)
        {
            source.AppendLine(isEnum ? member + "," : isInterface ? member : WithBody(member));
        }

        foreach (ApiType inner in nested[type.MetadataName])
        {
            AppendType(source, inner, nested);
        }

        source.AppendLine("}");
    }

    private static string WithBody(string member)
    {
        string declaration = WithoutAttributes(member);
        if (declaration.Contains(" abstract ", StringComparison.Ordinal))
        {
            return member;
        }

        if (declaration.EndsWith('}'))
        {
            return member
                .Replace("get;", "get => throw null;", StringComparison.Ordinal)
                .Replace("set;", "set => throw null;", StringComparison.Ordinal)
                .Replace("init;", "init => throw null;", StringComparison.Ordinal);
        }

        if (declaration.Contains(" event ", StringComparison.Ordinal))
        {
            return member.TrimEnd(';') + " { add { } remove { } }";
        }

        return IsField(declaration) ? member : member.TrimEnd(';') + " => throw null;";
    }

    /// <summary>A field has no parameter list; parentheses after its '=' belong to a constant's value.</summary>
    private static bool IsField(string declaration)
    {
        if (declaration.Contains(" operator ", StringComparison.Ordinal))
        {
            return false;
        }

        int parenthesis = declaration.IndexOf('(', StringComparison.Ordinal);
        int equals = declaration.IndexOf('=', StringComparison.Ordinal);
        return parenthesis < 0 || (equals >= 0 && equals < parenthesis);
    }

    /// <summary>Attribute lists stand first, each closed by "] "; no argument of theirs contains that.</summary>
    private static string WithoutAttributes(string declaration)
    {
        while (declaration.StartsWith('['))
        {
            declaration = declaration[(declaration.IndexOf("] ", StringComparison.Ordinal) + 2)..];
        }

        return declaration;
    }
}
