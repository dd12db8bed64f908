using JointFit.Shards;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace BatchScoring;

/// <summary>Scores shards with one model. It needs no libtorch.</summary>
internal sealed class ShardScorer
{
    private readonly MLContext _ml;
    private readonly ITransformer _model;
    private readonly DataViewSchema _inputs;
    private readonly string _hash;

    private ShardScorer(MLContext ml, ITransformer model, DataViewSchema inputs, string hash) => (_ml, _model, _inputs, _hash) = (ml, model, inputs, hash);

    /// <summary>Loads a model.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is no model, or does not say which columns it reads.</exception>
    public static async Task<ShardScorer> Load(string path, CancellationToken token)
    {
        var ml = new MLContext();
        var hash = await ShardOrigin.HashOf(path, token);
        try
        {
            var model = ml.Model.Load(path, out var inputs);
            return inputs is null
                ? throw new InvalidDataException($"{path} does not say which columns the model reads. Give mlContext.Model.Save the schema of the data.")
                : new(ml, model, inputs, hash);
        }
        catch (FormatException problem)
        {
            throw new InvalidDataException($"{path}: {problem.Message}", problem);
        }
    }

    /// <summary>Scores a shard, unless that was done before.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="output">The file to write.</param>
    /// <param name="columns">The columns to write, or null for all except vectors.</param>
    /// <param name="progress">Receives the number of rows so far.</param>
    /// <param name="token">Ends the scoring, without a file.</param>
    /// <returns>The number of rows, or null if the shard was scored before.</returns>
    /// <exception cref="InvalidDataException">The shard lacks a column, or the file to write belongs to another program.</exception>
    public async Task<long?> Score(string shard, string output, IReadOnlyList<string>? columns, IProgress<long> progress, CancellationToken token)
    {
        UnfinishedFile.RemoveLeftovers(output);
        var rows = Transform(shard);
        string[] names = [.. columns ?? rows.Schema.Where(IsWrittenByDefault).Select(column => column.Name)];
        var origin = new ShardOrigin(_hash, await ShardOrigin.HashOf(shard, token), string.Join(',', names));
        if (File.Exists(output) && await ShardOrigin.Read(_ml, output, token) == origin)
            return null;
        using var file = new UnfinishedFile(output);
        try
        {
            var count = await ParquetOutput.Write(file.Stream, rows, names, origin.Metadata, progress, token);
            file.Complete();
            return count;
        }
        catch (InvalidDataException problem) when (!problem.Message.Contains(shard, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{shard}: {problem.Message}", problem);
        }
    }

    private static bool IsWrittenByDefault(DataViewSchema.Column column)
        => !column.IsHidden && column.Type is not VectorDataViewType && OutputColumn.Of(column) is not null;

    /// <summary>Returns the rows of a shard with the columns of the model. Nothing is read but the footer.</summary>
    private IDataView Transform(string shard)
    {
        try
        {
            // All columns of the file, of which those that the model reads have the types that it was fitted to.
            var known = _ml.Data.LoadFromParquet(shard);
            var rows = _ml.Data.LoadFromParquet(shard, new() { Columns = [.. known.Schema.Select(column => InputColumns.Of(column, _inputs))] });
            return _model.Transform(rows);
        }
        catch (ArgumentException problem)
        {
            throw new InvalidDataException($"{shard}: The model cannot read this file. It was fitted to {InputColumns.Describe(_inputs)}. "
                + problem.Message, problem);
        }
    }
}
