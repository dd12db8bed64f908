using System.Diagnostics;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Parquet;
using Parquet.Schema;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>Measures how long it takes to read numbers from a Parquet file and from a file of ML.NET's own binary format, as a vector and as columns.</summary>
internal static class ParquetPart
{
    private const int Width = 32;
    private const int RowsPerGroup = 100_000;
    private const string VectorColumn = "Features";

    public static void Run(SpeedReport report, int repetitions, int rows)
    {
        var ml = new MLContext(1);
        var folder = Directory.CreateTempSubdirectory("speed");
        try
        {
            var numbers = Numbers(rows);
            var lists = WriteLists(Path.Combine(folder.FullName, "lists.parquet"), numbers);
            var columns = WriteColumns(Path.Combine(folder.FullName, "columns.parquet"), numbers);
            var vector = ml.Data.LoadFromParquet(lists, new ParquetLoadOptions { Columns = [new(VectorColumn, DataKind.Single, Width)] });
            var scalars = ml.Data.LoadFromParquet(columns);
            var binaryVector = SaveBinary(ml, vector, Path.Combine(folder.FullName, "lists.idv"));
            var binaryScalars = SaveBinary(ml, scalars, Path.Combine(folder.FullName, "columns.idv"));

            var vectorBaseline = new Side("ML.NET's binary file, a vector", () => SecondsOfVectors(binaryVector, rows));
            var scalarBaseline = new Side($"ML.NET's binary file, {Width} columns", () => SecondsOfScalars(binaryScalars, rows));
            var results = Comparison.Run(
            [
                vectorBaseline, new("Parquet, a list", () => SecondsOfVectors(vector, rows), vectorBaseline),
                scalarBaseline, new($"Parquet, {Width} columns", () => SecondsOfScalars(scalars, rows), scalarBaseline),
            ], repetitions);
            report.Compare("s", results,
                $"{rows:N0} rows of {Width} random numbers in single precision, in row groups of {RowsPerGroup:N0} rows, with Snappy.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static float[] Numbers(int rows)
    {
        var random = new Random(1);
        var numbers = new float[rows * Width];
        foreach (ref var number in numbers.AsSpan())
            number = random.NextSingle();
        return numbers;
    }

    private static string WriteLists(string path, float[] numbers)
    {
        var field = new ListField(VectorColumn, new DataField<float>("element"));
        var schema = new ParquetSchema(field);
        var element = schema.DataFields[0];
        var repetitions = Enumerable.Range(0, RowsPerGroup * Width).Select(index => index % Width == 0 ? 0 : 1).ToArray();
        var definitions = Enumerable.Repeat(element.MaxDefinitionLevel, RowsPerGroup * Width).ToArray();
        Write(path, schema, numbers.Length / Width, (group, row, count) => group.WriteAllPartsAsync(
            element, new ReadOnlyMemory<float>(numbers, row * Width, count * Width),
            definitions.AsMemory(0, count * Width), repetitions.AsMemory(0, count * Width), default));
        return path;
    }

    private static string WriteColumns(string path, float[] numbers)
    {
        var fields = Enumerable.Range(0, Width).Select(index => new DataField<float>($"F{index}")).ToArray();
        Write(path, new(fields), numbers.Length / Width, async (group, row, count) =>
        {
            foreach (var (index, field) in fields.Index())
            {
                var column = Enumerable.Range(row, count).Select(row => numbers[row * Width + index]).ToArray();
                await group.WriteAsync<float>(field, column);
            }
        });
        return path;
    }

    private static void Write(string path, ParquetSchema schema, int rows, Func<ParquetRowGroupWriter, int, int, Task> write)
        => Task.Run(async () =>
        {
            using var file = File.Create(path);
            await using var writer = await ParquetWriter.CreateAsync(schema, file);
            for (var row = 0; row < rows; row += RowsPerGroup)
            {
                using var group = writer.CreateRowGroup();
                await write(group, row, Math.Min(RowsPerGroup, rows - row));
            }
        }).GetAwaiter().GetResult();

    private static IDataView SaveBinary(MLContext ml, IDataView data, string path)
    {
        using (var file = File.Create(path))
            ml.Data.SaveAsBinary(data, file);
        return ml.Data.LoadFromBinary(path);
    }

    private static double SecondsOfVectors(IDataView data, int rows)
    {
        var clock = Stopwatch.StartNew();
        using var cursor = data.GetRowCursor(data.Schema);
        var get = cursor.GetGetter<VBuffer<float>>(data.Schema[VectorColumn]);
        var (value, sum, count) = (default(VBuffer<float>), 0.0, 0);
        for (; cursor.MoveNext(); count++)
        {
            get(ref value);
            sum += value.GetValues()[count % Width];
        }
        return Seconds(clock, sum, count == rows);
    }

    private static double SecondsOfScalars(IDataView data, int rows)
    {
        var clock = Stopwatch.StartNew();
        using var cursor = data.GetRowCursor(data.Schema);
        var getters = data.Schema.Select(column => cursor.GetGetter<float>(column)).ToArray();
        var (value, sum, count) = (0f, 0.0, 0);
        for (; cursor.MoveNext(); count++)
        {
            foreach (var get in getters)
            {
                get(ref value);
                sum += value;
            }
        }
        return Seconds(clock, sum, count == rows);
    }

    private static double Seconds(Stopwatch clock, double sum, bool isComplete)
        => isComplete && double.IsFinite(sum) ? clock.Elapsed.TotalSeconds : throw new InvalidOperationException("Rows are missing.");
}
