// DynamicsWebApi, the client most JavaScript code against Dataverse uses, pointed at a server: `node dynamics_web_api.mjs URL PACKAGES`.
// Prints OK or ERR and a name for each call; the process fails when one did. PACKAGES is the folder of node_modules that has the package.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import path from "node:path";

const [url, packages] = process.argv.slice(2);
const { DynamicsWebApi } = createRequire(path.join(packages, "x.js"))("dynamics-web-api");
const settings = { serverUrl: url, dataApi: { version: "9.2" }, onTokenRefresh: async () => "token" };
const api = new DynamicsWebApi(settings);
const ABSENT = "00000000-0000-0000-0000-0000000000a7";


async function check(name, call) {
  try {
    const result = await call();
    console.log("OK", name);
    return result;
  } catch (error) {
    const told = Array.isArray(error) ? error[0] : error;
    console.log("ERR", name, told?.status ?? "", String(told?.message ?? told).split("\n")[0]);
    process.exitCode = 1;
  }
}
const refused = (status, call) => assert.rejects(call, (error) => (Array.isArray(error) ? error[0] : error).status === status);
const label = (text) => ({
  "@odata.type": "Microsoft.Dynamics.CRM.Label",
  LocalizedLabels: [{ "@odata.type": "Microsoft.Dynamics.CRM.LocalizedLabel", Label: text, LanguageCode: 1033 }],
});
const fetchXml = (count) => `<fetch count="${count}"><entity name="contact"><attribute name="lastname"/></entity></fetch>`;

// rows
const account = await check("create", () => api.create({ collection: "accounts", data: { name: "A'1" } }));
await check("create and return", async () => {
  const row = await api.create({ collection: "accounts", data: { name: "A2", revenue: 12.5 }, returnRepresentation: true, select: ["name", "revenue"] });
  assert.equal(row.revenue, 12.5);
});
await check("update", async () => assert.equal(await api.update({ collection: "accounts", key: account, data: { name: "A3" } }), true));
await check("update and return", async () => {
  const row = await api.update({ collection: "accounts", key: account, data: { name: "A4" }, returnRepresentation: true, select: ["name"] });
  assert.equal(row.name, "A4");
});
await check("a stale version", async () =>
  assert.equal(await api.update({ collection: "accounts", key: account, data: { name: "A5" }, ifmatch: 'W/"1"' }), false));
await check("one property", async () => {
  await api.updateSingleProperty({ collection: "accounts", key: account, fieldValuePair: { name: "A6" } });
  assert.equal((await api.retrieve({ collection: "accounts", key: account, select: ["name"] })).name, "A6");
  assert.equal(await api.deleteRecord({ collection: "accounts", key: account, property: "description" }), true);
});
await check("upsert", async () => {
  assert.equal(await api.upsert({ collection: "accounts", key: ABSENT, data: { name: "U" } }), ABSENT);
  assert.equal((await api.upsert({ collection: "accounts", key: ABSENT, data: { name: "U2" }, returnRepresentation: true })).name, "U2");
  assert.equal(await api.upsert({ collection: "accounts", key: ABSENT, data: { name: "U3" }, ifnonematch: "*" }), null);
  assert.equal(await api.deleteRecord({ collection: "accounts", key: ABSENT }), true);
  assert.equal(await api.upsert({ collection: "accounts", key: ABSENT, data: { name: "U4" }, ifmatch: "*" }), null);
});
await check("unchanged since", async () => {
  const row = await api.retrieve({ collection: "accounts", key: account, select: ["name"] });
  assert.equal(await api.retrieve({ collection: "accounts", key: account, select: ["name"], ifnonematch: row["@odata.etag"] }), undefined);
});

// links
const contact = await check("create with a link", () =>
  api.create({ collection: "contacts", data: { lastname: "L0", "parentcustomerid_account@odata.bind": `accounts(${account})` } }));
for (const number of [1, 2, 3, 4, 5, 6]) await api.create({ collection: "contacts", data: { lastname: `L${number}` } });
await check("associate and disassociate", async () => {
  const link = { collection: "accounts", primaryKey: account, relationshipName: "contact_customer_accounts", relatedKey: contact };
  await api.disassociate(link);
  assert.equal((await api.retrieve({ collection: "contacts", key: contact, select: ["_parentcustomerid_value"] }))._parentcustomerid_value, null);
  await api.associate({ ...link, relatedCollection: "contacts" });
  const single = { collection: "accounts", primaryKey: account, navigationProperty: "primarycontactid" };
  await api.associateSingleValued({ ...single, relatedCollection: "contacts", relatedKey: contact });
  const near = await api.retrieve({ collection: "accounts", key: account, navigationProperty: "primarycontactid", select: ["lastname"] });
  assert.equal(near.lastname, "L0");
  const expand = [{ property: "primarycontactid", select: ["lastname"] }, { property: "contact_customer_accounts", select: ["lastname"] }];
  const row = await api.retrieve({ collection: "accounts", key: account, select: ["name"], expand, includeAnnotations: "*" });
  assert.deepEqual([row.primarycontactid.lastname, row.contact_customer_accounts.length], ["L0", 1]);
  await api.disassociateSingleValued(single);
});

// queries
await check("query", async () => {
  const query = { collection: "contacts", select: ["lastname"], filter: "lastname ne 'L0'", orderBy: ["lastname desc"], count: true };
  const page = await api.retrieveMultiple({ ...query, maxPageSize: 4, includeAnnotations: "*" });
  assert.deepEqual([page.oDataCount, page.value.map((row) => row.lastname)], [6, ["L6", "L5", "L4", "L3"]]);
  const next = await api.retrieveMultiple({ ...query, maxPageSize: 4 }, page.oDataNextLink);
  assert.deepEqual(next.value.map((row) => row.lastname), ["L2", "L1"]);
  assert.equal((await api.retrieveAll({ collection: "contacts", select: ["lastname"], maxPageSize: 2 })).value.length, 7);
});
await check("count", async () => {
  assert.equal(await api.count({ collection: "contacts" }), 7);
  assert.equal(await api.count({ collection: "contacts", filter: "lastname eq 'L1'" }), 1);
  assert.equal(await api.countAll({ collection: "contacts", filter: "lastname ne 'L1'" }), 6);
});
await check("aliases and $apply", async () => {
  const filter = "Microsoft.Dynamics.CRM.In(PropertyName=@p1,PropertyValues=@p2)";
  const found = await api.retrieveMultiple({ collection: "contacts", select: ["lastname"], filter, queryParams: ["@p1='lastname'", '@p2=["L1","L2"]'] });
  assert.equal(found.value.length, 2);
  const groups = await api.retrieveMultiple({ collection: "contacts", apply: "groupby((statecode),aggregate($count as n))" });
  assert.equal(groups.value[0].n, 7);
});
await check("FetchXML", async () => {
  const first = await api.fetch({ collection: "contacts", fetchXml: fetchXml(5), includeAnnotations: "*" });
  const { nextPage, cookie } = first.PagingInfo;
  const second = await api.fetch({ collection: "contacts", fetchXml: fetchXml(5), pageNumber: nextPage, pagingCookie: cookie, includeAnnotations: "*" });
  assert.deepEqual([first.value.length, second.value.length], [5, 2]);
  assert.equal((await api.fetchAll({ collection: "contacts", fetchXml: fetchXml(3), includeAnnotations: "*" })).value.length, 7);
});

// messages
await check("functions and actions", async () => {
  assert.match((await api.callFunction("WhoAmI")).UserId, /-/);
  const total = await api.callFunction({ name: "RetrieveTotalRecordCount", parameters: { EntityNames: ["contact"] } });
  assert.deepEqual(total.EntityRecordCountCollection.Values, [7]);
  const incident = await api.create({ collection: "incidents", data: { title: "x", "customerid_account@odata.bind": `accounts(${account})` } });
  const resolution = { subject: "r", "incidentid@odata.bind": `incidents(${incident})` };
  await api.callAction({ actionName: "CloseIncident", action: { IncidentResolution: resolution, Status: 5 } });
  const queue = await api.create({ collection: "queues", data: { name: "q" } });
  const letter = await api.create({ collection: "letters", data: { subject: "x" } });
  const target = { Target: { activityid: letter, "@odata.type": "Microsoft.Dynamics.CRM.letter" } };
  const item = await api.callAction({ collection: "queues", key: queue, actionName: "Microsoft.Dynamics.CRM.AddToQueue", action: target });
  assert.match(item.QueueItemId, /-/);
});

// batches: it is particular about boundaries, blank lines and status lines
await check("a batch with a change set", async () => {
  api.startBatch();
  api.retrieveMultiple({ collection: "accounts", select: ["name"], top: 1 });
  api.create({ collection: "accounts", data: { name: "B1" }, contentId: "1" });
  api.create({ collection: "contacts", data: { lastname: "B2", "parentcustomerid_account@odata.bind": "$1" } });
  api.count({ collection: "contacts" });
  api.callFunction("WhoAmI");
  const [page, made, linked, count, me] = await api.executeBatch();
  assert.deepEqual([page.value.length, made.length, count], [1, 36, 8]);
  assert.match(me.UserId, /-/);
  const row = await api.retrieve({ collection: "contacts", key: linked, select: ["_parentcustomerid_value"] });
  assert.equal(row._parentcustomerid_value, made);
});
await check("a batch without a change set", async () => {
  api.startBatch();
  api.create({ collection: "accounts", data: { name: "B3" }, inChangeSet: false });
  api.update({ collection: "accounts", key: account, data: { name: "B4" }, inChangeSet: false });
  api.retrieve({ collection: "accounts", key: account, select: ["name"], inChangeSet: false });
  const results = await api.executeBatch();
  assert.equal(results[2].name, "B4");
});
await check("a batch that goes on", async () => {
  api.startBatch();
  api.retrieve({ collection: "accounts", key: ABSENT });
  api.callFunction("WhoAmI"); // no second count: the client's regular expression for plain text remembers the first
  const [failed, me] = await api.executeBatch({ continueOnError: true });
  assert.equal(failed.status, 404);
  assert.match(me.UserId, /-/);
});
await check("a change set that fails", async () => {
  api.startBatch();
  api.create({ collection: "accounts", data: { name: "rolled back" } });
  api.update({ collection: "accounts", key: ABSENT, ifmatch: "*", data: { name: "none" } });
  await refused(404, api.executeBatch());
  assert.equal(await api.count({ collection: "accounts", filter: "name eq 'rolled back'" }), 0);
});

// definitions
const table = await check("create a table", () => api.createEntity({ data: {
  "@odata.type": "Microsoft.Dynamics.CRM.EntityMetadata", SchemaName: "new_Bank", DisplayName: label("Bank"), DisplayCollectionName: label("Banks"),
  OwnershipType: "UserOwned", HasActivities: false, HasNotes: false, IsActivity: false,
  Attributes: [{ "@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", SchemaName: "new_Name", IsPrimaryName: true, MaxLength: 100,
    FormatName: { Value: "Text" }, RequiredLevel: { Value: "None" }, DisplayName: label("Name") }] } }));
await check("change a table and a column", async () => {
  const data = { "@odata.type": "Microsoft.Dynamics.CRM.MoneyAttributeMetadata", SchemaName: "new_Amount", DisplayName: label("Amount"), RequiredLevel: { Value: "None" } };
  const column = await api.createAttribute({ entityKey: table, data });
  const castType = "Microsoft.Dynamics.CRM.MoneyAttributeMetadata";
  const found = await api.retrieveAttribute({ entityKey: table, attributeKey: column, castType });
  found.DisplayName.LocalizedLabels[0].Label = "Sum";
  await api.updateAttribute({ entityKey: table, data: found, castType, mergeLabels: true });
  const whole = await api.retrieveEntity({ key: table });
  whole.DisplayName.LocalizedLabels[0].Label = "House";
  await api.updateEntity({ data: whole, mergeLabels: true });
  assert.equal((await api.retrieveEntity({ key: "LogicalName='new_bank'" })).DisplayName.LocalizedLabels[0].Label, "House");
  assert.equal((await api.retrieveEntities({ select: ["LogicalName"], filter: "LogicalName eq 'account'" })).value.length, 1);
  const options = { castType: "Microsoft.Dynamics.CRM.PicklistAttributeMetadata", select: ["LogicalName"], expand: [{ property: "OptionSet" }] };
  assert.ok((await api.retrieveAttributes({ entityKey: "LogicalName='account'", ...options })).value.length > 5);
});
await check("a file up and down", async () => {
  const data = { "@odata.type": "Microsoft.Dynamics.CRM.FileAttributeMetadata", SchemaName: "new_Doc", DisplayName: label("Doc"), MaxSizeInKB: 30720 };
  await api.createAttribute({ entityKey: table, data });
  const bank = await api.create({ collection: "new_banks", data: { new_name: "b" } });
  const where = { collection: "new_banks", key: bank, property: "new_doc" };
  await api.uploadFile({ ...where, fileName: "a.txt", data: Buffer.alloc(5_000_000, 65) });
  const file = await api.downloadFile(where);
  assert.deepEqual([file.fileName, file.fileSize, file.data.length, file.data[4_999_999]], ["a.txt", 5_000_000, 5_000_000, 65]);
  assert.equal(await api.deleteRecord(where), true);
});
await check("a relationship", async () => {
  const lookup = { "@odata.type": "Microsoft.Dynamics.CRM.LookupAttributeMetadata", SchemaName: "new_AccountId", DisplayName: label("Account") };
  const castType = "Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata";
  const key = await api.createRelationship({ data: { "@odata.type": castType, SchemaName: "new_account_bank", ReferencedEntity: "account",
    ReferencedAttribute: "accountid", ReferencingEntity: "new_bank", Lookup: lookup } });
  assert.equal((await api.retrieveRelationship({ key, castType, select: ["SchemaName"] })).SchemaName, "new_account_bank");
  const found = await api.retrieveRelationship({ key, castType });
  found.CascadeConfiguration.Delete = "Restrict";
  await api.updateRelationship({ data: found, castType });
  assert.equal((await api.retrieveRelationship({ key, castType })).CascadeConfiguration.Delete, "Restrict");
  assert.equal(await api.deleteRelationship({ key }), true);
});
await check("a global choice", async () => {
  const data = { "@odata.type": "Microsoft.Dynamics.CRM.OptionSetMetadata", Name: "new_colours", DisplayName: label("Colours"), IsGlobal: true,
    OptionSetType: "Picklist", Options: [{ Value: 1, Label: label("Red") }] };
  const key = await api.createGlobalOptionSet({ data });
  const found = await api.retrieveGlobalOptionSet({ key: "Name='new_colours'" });
  assert.equal(found.Options[0].Label.LocalizedLabels[0].Label, "Red");
  await api.updateGlobalOptionSet({ data: { ...found, DisplayName: label("Hues") } });
  assert.equal((await api.retrieveGlobalOptionSets({ select: ["Name"] })).value.length, 1);
  assert.equal(await api.deleteGlobalOptionSet({ key }), true);
});
await check("$metadata, with annotations when asked", async () => {
  assert.doesNotMatch(await api.retrieveCsdlMetadata(), /Core\.V1\.Computed/);
  assert.match(await api.retrieveCsdlMetadata({ addAnnotations: true }), /Core\.V1\.Computed/);
});
await check("logical names for set names", async () => {
  const named = new DynamicsWebApi({ ...settings, useEntityNames: true });
  assert.equal((await named.retrieveMultiple({ collection: "account", select: ["name"], top: 1 })).value.length, 1);
});
