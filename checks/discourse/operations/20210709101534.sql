-- MoveAssignmentsFromCustomFieldsToATable: emptied; 20210714173022 does its work.
-- tried: no, nothing was planted for it

