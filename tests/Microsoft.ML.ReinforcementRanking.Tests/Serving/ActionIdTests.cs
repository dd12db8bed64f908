using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Serving;

/// <summary>Tests the ids of actions in the log, in a fitted policy and in its file.</summary>
public sealed class ActionIdTests
{
    private static readonly MLContext Context = new(1);

    [Fact]
    public void ActionIds_OfMappedText_AreTheTextInTheOrderOfTheKeys()
        => ServedLog.Model.LastTransformer.Model.CategoricalPolicy!.ActionIds.Should().Equal(ServedLog.Steps.Select(step => step.Video).Distinct());

    [Fact]
    public void ActionIds_OfAFile_AreThoseOfTheFit()
    {
        using var stream = new MemoryStream();
        Context.Model.Save(ServedLog.Model.LastTransformer, null, stream);

        var loaded = (RankingPredictionTransformer<NeuralRankingModelParameters>)new MLContext().Model.Load(stream, out _);

        loaded.Model.CategoricalPolicy!.ActionIds.Should().Equal(ServedLog.Model.LastTransformer.Model.CategoricalPolicy!.ActionIds);
        loaded.WithTemperature(2).Model.CategoricalPolicy!.ActionIds.Should().Equal(loaded.Model.CategoricalPolicy.ActionIds);
    }

    [Fact]
    public void Read_KeyValuesOfAnyType_AreTextInTheInvariantCulture()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Row[] rows = [new() { Number = -7, Price = 1.5f, Name = "a" }, new() { Number = 1_000_000, Price = 0.25f, Name = "b" }];
            var data = Context.Data.LoadFromEnumerable(rows);

            Ids(data, "Number").Should().Equal("-7", "1000000");
            Ids(data, "Price").Should().Equal("1.5", "0.25");
            Ids(data, "Name").Should().Equal("a", "b");
            Ids(data, "Flag").Should().Equal("False");
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void Read_KeyWithoutKeyValues_IsNone() => ActionIdReader.Read(Context.View(ContractLog.Rows).Schema["Action"]).Should().BeNull();

    [Fact]
    public void ToString_OfARankedAction_IsForPeople()
        => new RankedAction("video 7", 1.25f, 0.5f).ToString().Should().Be("video 7 (score 1.25, probability 0.5)");

    private static string[]? Ids(IDataView data, string column)
        => ActionIdReader.Read(Context.Transforms.Conversion.MapValueToKey(column).Fit(data).Transform(data).Schema[column]);

    private sealed class Row
    {
        public long Number { get; set; }

        public float Price { get; set; }

        public string Name { get; set; } = "";

        public bool Flag { get; set; }
    }
}
