using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.ReinforcementRanking.Tests.ParquetFiles;
using Parquet.Schema;
using static Microsoft.ML.ReinforcementRanking.Tests.BadInput.BadInputCase;

namespace Microsoft.ML.ReinforcementRanking.Tests.BadInput;

/// <summary>Parquet files, ONNX files, and models that are read from files.</summary>
internal static class BadFiles
{
    private const string Parquet = "ParquetDataCatalog.LoadFromParquet";
    private const string Onnx = "PolicyTransformerExtensions.SaveAsOnnx";
    private const string OnnxOfModel = "NeuralRankingModelParameters.SaveAsOnnx";

    private static readonly MLContext Context = SpoiledLog.Context;

    public static IEnumerable<BadInputCase> Cases =>
    [
        Of<ArgumentException>(Parquet, "no file", () => Context.Data.LoadFromParquet([])),
        Of<ArgumentException>(Parquet, "a column that the file has not",
            () => With(Numbers(), file => Context.Data.LoadFromParquet(file.Name, new() { Columns = [new("Y")] }))),
        Of<ArgumentException>(Parquet, "a column twice",
            () => With(Numbers(), file => Context.Data.LoadFromParquet(file.Name, new() { Columns = [new("X"), new("X")] }))),
        Of<FileNotFoundException>(Parquet, "a file that does not exist", () => Context.Data.LoadFromParquet("no.parquet")),
        Of<InvalidDataException>(Parquet, "an empty file", () => With(Text(""), file => Context.Data.LoadFromParquet(file.Name))),
        Of<InvalidDataException>(Parquet, "a text file",
            () => With(Text("user,time,click\nu1,1700000000,1\n"), file => Context.Data.LoadFromParquet(file.Name))),
        Of<InvalidOperationException>(Parquet, "two files with columns of other types", () => With(Numbers(), first => With(LongNumbers(),
            second => Context.Data.LoadFromParquet([first.Name, second.Name])))),
        Of<InvalidOperationException>(Parquet, "a null in a column of integers", () => With(Nulls(),
            file => _ = Context.Data.LoadFromParquet(file.Name, new() { Columns = [new("X", DataKind.Int32)] }).GetColumn<int>("X").ToArray())),
        Of<ArgumentException>(Onnx, "a pipeline without a model of this library", () => SpoiledLog.Normalizer.SaveAsOnnx(SpoiledLog.Sound.Schema, Stream.Null)),
        Of<ArgumentException>(Onnx, "an input without the features", () => SpoiledLog.Policy.SaveAsOnnx(SpoiledLog.WithoutColumns.Schema, Stream.Null)),
        Of<InvalidOperationException>(Onnx, "a step that has no form in ONNX", () => Custom().SaveAsOnnx(SpoiledLog.Sound.Schema, Stream.Null)),
        Of<ArgumentException>(OnnxOfModel, "a stream that cannot be written to",
            () => SpoiledLog.Policy.Model.SaveAsOnnx(new MemoryStream([], writable: false))),
        Of<InvalidOperationException>(OnnxOfModel, "a column that has the name of another one",
            () => SpoiledLog.Context.Ranking.Trainers.BehaviorCloning(new FitSettings { Epochs = 1 }.ToBehaviorCloning("Probability"))
                .Fit(Renamed()).Model.SaveAsOnnx(Stream.Null)),
        Of<FormatException>("ModelOperationsCatalog.Load", "a model of an unknown kind", () => Context.Model.Load(Damaged(), out _)),
    ];

    private static void With(ParquetFile file, Action<ParquetFile> load)
    {
        using (file)
            load(file);
    }

    private static ParquetFile Text(string text) => new() { Bytes = Encoding.ASCII.GetBytes(text) };

    private static ParquetFile Numbers() => ParquetFile.Of<int>(new DataField<int>("X"), [1, 2]);

    private static ParquetFile LongNumbers() => ParquetFile.Of<long>(new DataField<long>("X"), [3]);

    private static ParquetFile Nulls() => ParquetFile.OfNullable<int>(new DataField<int?>("X"), 1, null);

    private static IDataView Renamed()
        => Context.Transforms.CopyColumns("Probability", "Action").Fit(SpoiledLog.Sound).Transform(SpoiledLog.Sound);

    /// <summary>A policy behind a step of code.</summary>
    private static TransformerChain<ITransformer> Custom()
    {
        var step = Context.Transforms.CustomMapping<ContractRow, Half>((row, half) => half.HalfLabel = row.Features[0] / 2, contractName: null)
            .Append(Context.Transforms.Concatenate("Features", "Features", "HalfLabel")).Fit(SpoiledLog.Sound);
        var policy = Context.Ranking.Trainers.BehaviorCloning(new FitSettings { Epochs = 1 }.ToBehaviorCloning("ActionText"));
        return new TransformerChain<ITransformer>(step, policy.Fit(step.Transform(SpoiledLog.Sound)));
    }

    /// <summary>A saved policy that says to be of a kind which this version does not know.</summary>
    private static MemoryStream Damaged() => HostileModelTests.Damage(model => model[0x100 + sizeof(int)] = 99);

    private sealed class Half
    {
        public float HalfLabel { get; set; }
    }
}
