namespace Microsoft.ML.Trainers.ReinforcementRanking.ParquetFiles;

/// <summary>Checks the footer of a file before Parquet.Net reads it.</summary>
internal static class FooterScan
{
    private const int SchemaField = 2;
    private const int NumberOfChildrenField = 5;
    private const int DeepestColumn = 64;

    /// <summary>
    /// Checks that all fields have their types, that all lengths are those of bytes that are there, and that the tree of columns is complete and not too deep
    /// for recursion.
    /// </summary>
    /// <exception cref="InvalidDataException">They are not.</exception>
    public static void Check(ReadOnlySpan<byte> footer)
    {
        new ThriftScanner(footer).Check(ParquetShapes.Footer);
        var scanner = new ThriftScanner(footer);
        var hasSchema = false;
        for (var id = 0; scanner.NextField(ref id, out var type);)
        {
            if (id == SchemaField && type == ThriftType.List)
            {
                CheckTree(ref scanner);
                hasSchema = true;
            }
            else
            {
                scanner.Skip(type);
            }
        }
        if (!hasSchema)
            throw new InvalidDataException("the footer has no schema");
    }

    /// <summary>Reads the columns, which are listed parents first, and each parent with the number of its children.</summary>
    private static void CheckTree(ref ThriftScanner scanner)
    {
        var open = new Stack<long>();
        var elements = scanner.List(out _);
        for (var element = 0; element < elements; element++)
        {
            if (element > 0 && open.Count == 0)
                throw new InvalidDataException("the schema has columns outside of its tree");
            if (element > 0)
                open.Push(open.Pop() - 1);
            open.Push(NumberOfChildren(ref scanner));
            if (open.Count > DeepestColumn)
                throw new InvalidDataException($"columns are nested more than {DeepestColumn} deep");
            while (open.TryPeek(out var children) && children == 0)
                open.Pop();
        }
        if (open.Count > 0 || elements == 0)
            throw new InvalidDataException("the schema lacks columns");
    }

    private static long NumberOfChildren(ref ThriftScanner scanner)
    {
        long children = 0;
        for (var id = 0; scanner.NextField(ref id, out var type);)
        {
            if (id == NumberOfChildrenField && type == ThriftType.Int32)
                children = scanner.Integer();
            else
                scanner.Skip(type);
        }
        return children >= 0 ? children : throw new InvalidDataException($"a column has {children} children");
    }
}
