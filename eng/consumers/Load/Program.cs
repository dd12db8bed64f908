using Microsoft.ML;
using Microsoft.ML.Data;
using Parquet;
using Parquet.Schema;

// Writes a Parquet file, and loads it with the package of Parquet files alone.
var field = new DataField<float?>("WatchTime");
using (var file = File.Create("log.parquet"))
{
    await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(field), file);
    using var group = writer.CreateRowGroup();
    await group.WriteAsync<float>(field, new float?[] { 1, null, 3 }.AsMemory());
}
var loaded = new MLContext().Data.LoadFromParquet("log.parquet").GetColumn<float>("WatchTime").ToArray();
if (!loaded.SequenceEqual([1, float.NaN, 3]))
    throw new InvalidOperationException($"Loaded {string.Join(", ", loaded)}.");
Console.WriteLine("The Parquet file is loaded.");
