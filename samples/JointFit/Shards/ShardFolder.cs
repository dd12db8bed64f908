namespace JointFit.Shards;

/// <summary>Finds the shards of a data set: the Parquet files of a folder.</summary>
internal static class ShardFolder
{
    public const string Extension = ".parquet";

    /// <summary>Returns the paths of the shards in the order of their names, which is the same in every process.</summary>
    /// <exception cref="InvalidDataException">The folder does not exist, or has no shard.</exception>
    public static string[] Find(string folder)
    {
        if (!Directory.Exists(folder))
            throw new InvalidDataException($"The folder '{folder}' does not exist. Name a folder of Parquet files.");
        string[] shards = [.. Directory.GetFiles(folder, $"*{Extension}").Order(StringComparer.Ordinal)];
        return shards.Length > 0
            ? shards
            : throw new InvalidDataException($"The folder '{folder}' has no file whose name ends in {Extension}. Name a folder of Parquet files.");
    }
}
